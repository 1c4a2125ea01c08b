import { instructions, serverInfo } from './mcp-server.js';
import { tools } from './tools.js';

const endpoint = '/mcp';

/** What a client may know before it connects. */
export const serverCard = {
  $schema: 'https://static.modelcontextprotocol.io/schemas/mcp-server-card/v1.json',
  version: '1.0',
  protocolVersion: '2026-07-28',
  serverInfo,
  description: 'Read-only questions to a memory that follows a Zoho CRM',
  transport: { type: 'streamable-http', endpoint },
  capabilities: { tools: {}, resources: {} },
  authentication: { required: true, schemes: ['bearer'] },
  instructions,
  tools: tools.map(({ name, title, description }) => ({ name, title, description })),
  resourceTemplates: ['crm://{module}/{id}'],
} as const;

const toolLines = tools.map(({ name, description }) => `- \`${name}\`: ${description}`);

/** The same for those who read text. */
export const llmsText = `# Zoho CRM memory

> ${serverCard.description}. Ask it over MCP or over HTTP, with a bearer token that its operator gives out.

## MCP

Streamable HTTP, stateless, at \`${endpoint}\`.

${toolLines.join('\n')}

Resources: \`crm://{module}/{id}\`, the text of a record.

## HTTP

- \`GET /memory/search?q=\`: by words
- \`POST /memory/find\`, \`POST /memory/aggregate\`: by fields, and numbers over them
- \`GET /records/{module}/{id}\`, \`GET /records/{module}/{id}/related\`: one record, and what belongs to it
- \`GET /memory/status\`: up to when memory is proved

${instructions}
`;

import { once } from 'node:events';

import { serveStdio } from '@modelcontextprotocol/server/stdio';

import { wholeView } from '../../crm/view.js';
import { McpServers } from '../../mcp/mcp-server.js';
import { withContext } from '../context/cli-context.js';

/** Serves until standard input ends. */
export async function serveMcp(): Promise<void> {
  await withContext(async (context) => {
    const servers = context.get(McpServers);
    const ended = once(process.stdin, 'close');
    const serving = serveStdio(() => servers.make(wholeView));
    await ended;
    await serving.close();
  });
}

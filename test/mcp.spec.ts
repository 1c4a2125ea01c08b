import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { join } from 'node:path';
import request from 'supertest';

import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { SyncedCrm } from './support/synced-crm.js';

const readToken = 'reader-0123456789-0123456789-0123456789';
const toolNames = [
  ...['search_crm', 'get_record', 'find_records'],
  ...['aggregate_records', 'related_records', 'memory_status'],
];

describe('memory over MCP', () => {
  let crm: SyncedCrm;
  let client: Client;
  let deal: string;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ READ_TOKEN: readToken });
    const account = crm.simulator.createRecord('Accounts', { Account_Name: 'Acme' });
    const fields = { Deal_Name: 'Turbine', Stage: 'Qualification', Amount: 500 };
    deal = crm.simulator.createRecord('Deals', { ...fields, Account_Name: { id: account.id } }).id;
    await crm.untilQuiet();
    await crm.service.app.get(Comparisons, { strict: false }).all(['Deals']);
    client = new Client({ name: 'test', version: '1' });
    const requestInit = { headers: { authorization: `Bearer ${readToken}` } };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${crm.service.url}/mcp`), { requestInit }),
    );
  });

  afterAll(async () => {
    await client.close();
    await crm.close();
  });

  const call = (name: string, given: Record<string, unknown>) =>
    client.callTool({ name, arguments: given });

  it('offers six tools that only read', async () => {
    const { tools } = await client.listTools();

    expect(tools.map(({ name }) => name)).toEqual(toolNames);
    for (const { annotations, inputSchema, outputSchema } of tools) {
      expect(annotations?.readOnlyHint).toBe(true);
      expect(inputSchema.type).toBe('object');
      expect(outputSchema?.['type']).toBe('object');
    }
  });

  it.each<[string, Record<string, unknown>, object]>([
    ['search_crm', { query: 'turbin', modules: ['Deals'] }, { hits: [{ module: 'Deals' }] }],
    ['find_records', { module: 'Deals' }, { records: [{ facts: { Amount: { value: 500 } } }] }],
    ['aggregate_records', { module: 'Deals', measure: 'count' }, { groups: [{ value: 1 }] }],
    ['get_record', { module: 'Deals', id: '999' }, { in_memory: false, document: null }],
    ['memory_status', {}, { documents: 2 }],
  ])('answers %s', async (name, given, expected) => {
    const { structuredContent, content, isError } = await call(name, given);

    expect(isError).not.toBe(true);
    expect(structuredContent).toMatchObject({ ...expected, freshness: {} });
    expect(content).toMatchObject([{ type: 'text' }]);
  });

  it('answers what belongs to a record, and all of it', async () => {
    const related = await call('related_records', { module: 'Deals', id: deal });
    const shown = await call('get_record', { module: 'Deals', id: deal });

    expect(related.structuredContent).toMatchObject({ records: [] });
    expect(shown.structuredContent).toMatchObject({ in_memory: true, kind: 'Deal' });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['search_crm', {}, /query must hold/],
    ['find_records', { module: 'Deals', where: [{ field: 'Stag', value: 1 }] }, /use .*Stage/],
    ['find_records', { module: 'Deal' }, /module must be one of/],
    ['aggregate_records', { module: 'Deals', measure: 'median' }, /count sum avg/],
  ])('says what would do in place of %s %j', async (name, given, text) => {
    const { isError, content } = await call(name, given);

    expect(isError).toBe(true);
    expect(content).toMatchObject([{ text: expect.stringMatching(text) }]);
  });

  it('refuses a tool that there is not', async () => {
    await expect(call('delete_crm', {})).rejects.toMatchObject({ code: -32602 });
  });

  it('gives records as resources', async () => {
    const { resourceTemplates } = await client.listResourceTemplates();
    const { contents } = await client.readResource({ uri: `crm://Deals/${deal}` });

    expect(resourceTemplates).toMatchObject([{ uriTemplate: 'crm://{module}/{id}' }]);
    expect(contents).toMatchObject([{ text: expect.stringContaining('Turbine') }]);
    await expect(client.readResource({ uri: 'crm://Deals/999' })).rejects.toThrow();
  });

  it('is closed without a token, and to other sites', async () => {
    const post = (headers: Record<string, string>) =>
      request(crm.service.url)
        .post('/mcp')
        .set(headers)
        .send({ jsonrpc: '2.0', id: 1, method: 'ping' });

    const refused = await post({}).expect(401);
    expect(refused.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(refused.headers['www-authenticate']).not.toContain('resource_metadata');
    const token = { authorization: `Bearer ${readToken}` };
    await post({ ...token, origin: 'https://evil.example' }).expect(403);
    await post({ ...token, host: 'evil.example' }).expect(403);
  });

  it('is described to those who have no token', async () => {
    const { body } = (await request(crm.service.url)
      .get('/.well-known/mcp/server-card.json')
      .expect(200)) as { body: unknown };
    const { text } = await request(crm.service.url).get('/llms.txt').expect(200);

    expect(body).toMatchObject({ transport: { endpoint: '/mcp' } });
    for (const name of toolNames) expect(text).toContain(name);
  });

  it('is served on stdio too', async () => {
    const { settings } = crm.service;
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [join(import.meta.dirname, '../dist/src/cli/main.js'), 'mcp'],
      env: {
        PATH: process.env['PATH'] ?? '',
        MEMORY_PATH: settings.memory.path,
        REDIS_URL: settings.redis.target.kind === 'url' ? settings.redis.target.url.reveal() : '',
        REDIS_PREFIX: settings.redis.prefix,
        WEBHOOK_SECRET: settings.webhook.secret.reveal(),
      },
    });
    const local = new Client({ name: 'test', version: '1' });
    await local.connect(transport);

    const { structuredContent } = await local.callTool({
      name: 'search_crm',
      arguments: { query: 'turbine', modules: ['Deals'] },
    });

    expect(structuredContent).toMatchObject({ hits: [{ module: 'Deals', id: deal }] });
    await local.close();
  });
});

it('who listens for changes does not hold up the end of the service', async () => {
  const crm = await SyncedCrm.start({ READ_TOKEN: readToken });
  const method = 'subscriptions/listen';
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const answer = await fetch(`${crm.service.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${readToken}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method,
      params: { notifications: { toolsListChanged: true }, _meta: meta },
    }),
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const ended = answer.text().catch(() => 'cut off');

  await crm.close();

  expect(await ended).toBe('cut off');
});

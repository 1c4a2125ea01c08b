import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import request from 'supertest';

import { type Fields } from '../simulator/records/sim-record.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { eventually } from './support/eventually.js';
import { type ref, SyncedCrm } from './support/synced-crm.js';

/** Each stands in one place only, which the token may not see. */
const canaries = {
  // No time of day, and no part of a date, has a number of it.
  phone: '+971 89 5550199',
  email: 'zephyr@quillon.example',
  amount: 918_273,
  noteText: 'Obsidian lantern',
  dealName: 'Marzipan turbine',
  contactName: 'Peregrine',
  nextStep: 'Whisper orchard',
};
const tokens = {
  sales: 'sales-0123456789-0123456789-0123456789',
  plain: 'plain-0123456789-0123456789-0123456789',
  deals: 'deals-0123456789-0123456789-0123456789',
};
const file = join(mkdtempSync(join(tmpdir(), 'read-tokens-')), 'tokens.json');
const write = (...further: readonly object[]): void => {
  const sales = {
    name: 'sales',
    token: tokens.sales,
    modules: ['Accounts', 'Contacts'],
    fields: { Contacts: { omit: ['Phone'], mask: ['E-Mail', 'Email'] } },
  };
  const deals = {
    name: 'deals',
    token: tokens.deals,
    modules: ['Deals', 'Tasks'],
    fields: { Deals: { omit: ['Amount', 'stage'], mask: ['Next step'] } },
  };
  writeFileSync(file, JSON.stringify({ tokens: [sales, deals, ...further] }));
};

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
}

describe('tokens that may see a part of memory', () => {
  let crm: SyncedCrm;
  const ids = new Map<string, string>();
  const link = (name: string) => ({ id: ids.get(name) ?? '' });
  const make = (module: Parameters<typeof ref>[0], name: string, fields: Fields): void => {
    ids.set(name, crm.simulator.createRecord(module, fields, { silent: true }).id);
  };

  beforeAll(async () => {
    write();
    crm = await SyncedCrm.start({ READ_TOKENS_FILE: file });
    make('Accounts', 'acme', { Account_Name: 'Acme Robotics', Description: 'Robots\n\nfor all' });
    make('Contacts', 'ann', {
      First_Name: canaries.contactName,
      Last_Name: 'Lindqvist',
      Account_Name: link('acme'),
      Phone: canaries.phone,
      Email: canaries.email,
    });
    make('Deals', 'big', {
      Deal_Name: canaries.dealName,
      Stage: 'Negotiation/Review',
      Amount: canaries.amount,
      Next_Step: canaries.nextStep,
      Account_Name: link('acme'),
      Contact_Name: link('ann'),
    });
    make('Deals', 'small', { Deal_Name: 'Small one', Stage: 'Qualification', Amount: 5 });
    make('Notes', 'note', {
      Note_Title: 'Talk',
      Note_Content: canaries.noteText,
      Parent_Id: link('acme'),
      $se_module: 'Accounts',
    });
    const { modules } = crm.service.settings.queue;
    await crm.service.app.get(Comparisons, { strict: false }).all(modules);
    await crm.untilQuiet();
  });

  afterAll(async () => {
    await crm.close();
  });

  const asks = (token: keyof typeof tokens) => ({
    get: async (path: string): Promise<Answer> =>
      request(crm.service.url).get(path).set('Authorization', `Bearer ${tokens[token]}`),
    post: async (path: string, body: object): Promise<Answer> =>
      request(crm.service.url)
        .post(path)
        .set('Authorization', `Bearer ${tokens[token]}`)
        .send(body),
  });
  const hits = (answer: Answer): readonly string[] => {
    expect(answer.status).toBe(200);
    return (answer.body as { hits: readonly { id: string }[] }).hits.map(
      ({ id }) => [...ids].find(([, each]) => each === id)?.[0] ?? id,
    );
  };
  const search = async (token: keyof typeof tokens, words: string): Promise<readonly string[]> =>
    hits(await asks(token).get(`/memory/search?q=${encodeURIComponent(words)}`));

  it.each(['phone', 'email', 'noteText', 'dealName', 'nextStep'] as const)(
    'finds nothing by the %s that is hidden from it',
    async (canary) => {
      await expect(search('sales', canaries[canary])).resolves.toEqual([]);
      expect(
        hits(await crm.service.get(`/memory/search?q=${encodeURIComponent(canaries[canary])}`)),
      ).not.toEqual([]);
    },
  );

  it('finds by what it may see, though something else of the record is hidden', async () => {
    await expect(search('sales', 'lindqvist')).resolves.toEqual(['ann']);
    await expect(search('sales', 'lindkvist')).resolves.toEqual(['ann']);
    expect((await search('sales', 'robots for all'))[0]).toBe('acme');
    await expect(search('deals', 'small')).resolves.toEqual(['small']);
    await expect(search('deals', 'acme')).resolves.toEqual([]);
    await expect(search('deals', 'marzipan')).resolves.toEqual(['big']);
    await expect(search('deals', 'whisper')).resolves.toEqual([]);
  });

  it('is shown nothing that is hidden, in no answer', async () => {
    const sales = asks('sales');
    const answers = await Promise.all([
      sales.get('/memory/search?q=acme&documents=true'),
      sales.get('/memory/search?q=lindqvist&documents=true'),
      sales.get(`/records/Accounts/${ids.get('acme') ?? ''}`),
      sales.get(`/records/Contacts/${ids.get('ann') ?? ''}`),
      sales.get(`/records/Contacts/${ids.get('ann') ?? ''}?max_age=0`),
      sales.get(`/records/Accounts/${ids.get('acme') ?? ''}/related`),
      sales.post('/memory/find', { module: 'Contacts', max_age: 0 }),
      sales.post('/memory/aggregate', {
        module: 'Contacts',
        measure: 'count',
        group_by: ['Account_Name'],
      }),
      sales.get('/memory/status'),
    ]);
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      const hidden = Object.entries(canaries).filter(([name]) => name !== 'contactName');
      for (const [, canary] of hidden) expect(text).not.toContain(String(canary));
      for (const name of ['Deals', 'Notes', 'Tasks']) expect(text).not.toContain(name);
    }
    expect(answers[3].body).toMatchObject({
      title: expect.stringContaining('Peregrine'),
      facts: { Email: { value: '***' } },
    });
  });

  it('is not told the names of records that it may not see, nor what hidden fields come to', async () => {
    const { body, text } = await asks('deals').post('/memory/find', { module: 'Deals' });

    expect(text).not.toContain('Acme');
    expect(text).not.toContain(canaries.contactName);
    expect(text).not.toContain(ids.get('acme'));
    const { records } = body as { records: readonly { facts: object }[] };
    expect(records).toHaveLength(2);
    for (const { facts } of records) {
      for (const name of ['Amount', 'Stage', 'open', 'won']) expect(facts).not.toHaveProperty(name);
    }
    expect(JSON.stringify(records)).toContain('(hidden)');
    expect(text).toContain('***');
  });

  it.each<[object]>([
    [{ where: [{ field: 'Amount', op: '>', value: 1 }] }],
    [{ where: [{ field: 'open', op: '=', value: true }] }],
    [{ where: [{ field: 'account', op: '=', value: 'Acme Robotics' }] }],
    [{ where: [{ field: 'Account_Name', op: '=', value: 'Acme Robotics' }] }],
    [{ where: [{ field: 'Next_Step', op: 'is_empty', value: true }] }],
    [{ order_by: [{ field: 'Stage' }] }],
    [{ measure: 'sum', field: 'Amount' }],
    [{ measure: 'count', group_by: ['Stage'] }],
    [{ measure: 'count', group_by: ['Account_Name'] }],
  ])('can not filter, sort, group or measure by what is hidden: %j', async (question) => {
    const path = 'measure' in question ? '/memory/aggregate' : '/memory/find';
    const { status, body } = await asks('deals').post(path, { module: 'Deals', ...question });

    expect(status).toBe(400);
    expect(body).toMatchObject({ message: [expect.stringMatching(/is hidden from this token/)] });
  });

  it('may not ask about a module that it may not see', async () => {
    const sales = asks('sales');
    const answers = await Promise.all([
      sales.get('/memory/search?q=x&module=Deals'),
      sales.get(`/records/Deals/${ids.get('big') ?? ''}`),
      sales.get(`/records/Accounts/${ids.get('acme') ?? ''}/related?module=Notes`),
      sales.post('/memory/find', { module: 'Deals' }),
      sales.post('/memory/aggregate', { module: 'Notes', measure: 'count' }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
    const { body } = await sales.get('/memory/status');
    expect(body).toMatchObject({
      documents: 2,
      modules: [{ module: 'Accounts' }, { module: 'Contacts' }],
    });
  });

  it('reaches nothing but questions to memory', async () => {
    const paths = ['/channels', '/dead-letters', '/docs', '/docs-json', '/admin/queues'];
    for (const path of paths) expect((await asks('sales').get(path)).status).toBe(403);
    const login = await asks('sales').post('/console/session', { token: tokens.sales });
    expect(login.status).toBe(403);
    expect((await asks('sales').post('/sync', {})).status).toBe(403);
  });

  it('sees as little over MCP', async () => {
    const client = new Client({ name: 'test', version: '1' });
    const requestInit = { headers: { authorization: `Bearer ${tokens.sales}` } };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${crm.service.url}/mcp`), { requestInit }),
    );
    const call = (name: string, given: Record<string, unknown>) =>
      client.callTool({ name, arguments: given });
    const answers = await Promise.all([
      call('search_crm', { query: canaries.noteText }),
      call('search_crm', { query: canaries.phone }),
      call('get_record', { module: 'Contacts', id: ids.get('ann') }),
      client.readResource({ uri: `crm://Contacts/${ids.get('ann') ?? ''}` }),
    ]);
    const refused = await call('find_records', { module: 'Deals' });
    const hidden = client.readResource({ uri: `crm://Deals/${ids.get('big') ?? ''}` });

    await expect(hidden).rejects.toThrow();
    await client.close();
    expect(answers[0]).toMatchObject({ structuredContent: { hits: [] } });
    expect(refused.isError).toBe(true);
    for (const canary of [canaries.phone, canaries.email, canaries.noteText, canaries.amount]) {
      expect(JSON.stringify(answers)).not.toContain(String(canary));
    }
  });

  it('is known once the file is read again, and a mistake leaves all as it was', async () => {
    write({ name: 'plain', token: tokens.plain, modules: ['Accounts'] });
    process.emit('SIGHUP');
    await eventually(async () => {
      expect((await asks('plain').get('/memory/status')).status).toBe(200);
    });
    writeFileSync(file, '{"tokens":[{}]}');
    process.emit('SIGHUP');

    expect((await asks('plain').get('/memory/status')).status).toBe(200);
    expect((await asks('sales').get('/memory/status')).status).toBe(200);
  });
});

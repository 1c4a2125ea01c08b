import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import request from 'supertest';

import { type Fields } from '../simulator/records/sim-record.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { asOperator } from './support/running-service.js';
import { ref, SyncedCrm } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

interface Shown {
  readonly module: string;
  readonly id: string;
  readonly facts: Readonly<Record<string, { readonly value: unknown }>>;
  readonly freshness: { readonly proved_through: string | null; readonly pending: boolean };
}

interface Answered {
  readonly body: unknown;
  readonly text: string;
}

const readToken = 'reader-0123456789-0123456789-0123456789';
const day = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const parsed = (text: string): object => JSON.parse(text) as object;

describe('questions to memory', () => {
  let crm: SyncedCrm;
  let startedAtMs: number;
  const ids = new Map<string, string>();

  const make = (module: Parameters<typeof ref>[0], name: string, fields: Fields): void => {
    ids.set(name, crm.simulator.createRecord(module, fields, { silent: true }).id);
  };
  const link = (name: string) => ({ id: ids.get(name) ?? '' });

  beforeAll(async () => {
    startedAtMs = Date.now();
    crm = await SyncedCrm.start({ READ_TOKEN: readToken });
    make('Accounts', 'acme', { Account_Name: 'Acme Robotics', Industry: 'Technology' });
    make('Contacts', 'ann', {
      First_Name: 'Ann',
      Last_Name: 'Lindqvist',
      Account_Name: link('acme'),
      Title: 'Chief Financial Officer',
      Phone: '+44 20 7946 0958',
    });
    const deals: readonly (readonly [string, string, number | null, string])[] = [
      ['pilot', 'Negotiation/Review', 48_000, day(1)],
      ['support', 'Negotiation/Review', 9500, day(-3)],
      ['lost', 'Closed Lost', 310_000, day(-20)],
      ['bare', 'Qualification', null, day(40)],
    ];
    for (const [name, Stage, Amount, Closing_Date] of deals) {
      const fields = { Deal_Name: `Deal ${name}`, Stage, Amount, Closing_Date };
      make('Deals', name, { ...fields, Account_Name: link('acme') });
    }
    make('Tasks', 'late', {
      Subject: 'Send the contract',
      Status: 'Not Started',
      Due_Date: day(-2),
      What_Id: link('pilot'),
      $se_module: 'Deals',
    });
    const { modules } = crm.service.settings.queue;
    await crm.service.app.get(Comparisons, { strict: false }).all(modules);
    await crm.untilQuiet();
  });

  afterAll(async () => {
    await crm.close();
  });

  const ask = async (path: string, body: object, status = 200): Promise<Answered> =>
    asOperator(crm.service.url).post(path).send(body).expect(status);
  const get = async (path: string): Promise<Answered> => crm.service.get(path).expect(200);
  const find = async (body: object): Promise<readonly string[]> => {
    const { body: answer } = await ask('/memory/find', body);
    const { records } = answer as { records: readonly Shown[] };
    return records.map(({ id }) => [...ids].find(([, each]) => each === id)?.[0] ?? id);
  };
  const where = (field: string, op: string, value: unknown) => ({ where: [{ field, op, value }] });
  const deals = (field: string, op: string, value: unknown) =>
    find({ module: 'Deals', ...where(field, op, value) });

  it.each<[string, string, unknown, readonly string[]]>([
    ['Stage', '=', 'negotiation/review', ['pilot', 'support']],
    ['Stage', '!=', 'Negotiation/Review', ['lost', 'bare']],
    ['Stage', 'in', ['Qualification', 'Closed Lost'], ['lost', 'bare']],
    ['Deal name', 'starts_with', 'deal p', ['pilot']],
    ['Deal_Name', 'contains', 'PPO', ['support']],
    ['Amount', '>', 9500, ['pilot', 'lost']],
    ['Amount', '<=', '9500', ['support']],
    ['Amount', 'is_empty', true, ['bare']],
    ['Amount', 'is_empty', false, ['pilot', 'support', 'lost']],
    ['Closing date', '=', day(1), ['pilot']],
    ['Closing_Date', 'within', 'next 2 days', ['pilot']],
    ['Closing_Date', '<', 'today', ['support', 'lost']],
    ['open', '=', true, ['pilot', 'support', 'bare']],
    ['lost', '=', true, ['lost']],
    ['overdue', '=', true, ['support']],
    ['account', '=', 'Acme Robotics', ['pilot', 'support', 'lost', 'bare']],
    ['modified_at', 'within', 'today', ['pilot', 'support', 'lost', 'bare']],
  ])('find deals by %s %s %j', async (field, op, value, expected) => {
    expect([...(await deals(field, op, value))].sort()).toEqual([...expected].sort());
  });

  const skill = readFileSync('skills/ask-the-crm/SKILL.md', 'utf8');
  it.each([...skill.matchAll(/`(\{.*\})`/g)].map(([, text = '']) => text))(
    'are put as the skill for assistants puts them: %s',
    async (text) => {
      await ask(text.includes('"measure"') ? '/memory/aggregate' : '/memory/find', parsed(text));
    },
  );

  it('find what belongs to an account through a deal, and what is overdue', async () => {
    expect(await find({ module: 'Tasks', ...where('account', '=', ids.get('acme')) })).toEqual([
      'late',
    ]);
    expect(await find({ module: 'Tasks', ...where('overdue', '=', true) })).toEqual(['late']);
  });

  it('sort and go on where an answer ended', async () => {
    const question = { module: 'Deals', order_by: [{ field: 'Amount', dir: 'desc' }], limit: 3 };
    const { body } = await ask('/memory/find', question);
    const first = body as { records: readonly Shown[]; next_cursor: string };
    expect(first.records.map(({ facts }) => facts['Amount']?.value)).toEqual([
      310_000, 48_000, 9500,
    ]);

    const { body: rest } = await ask('/memory/find', {
      ...question,
      cursor: first.next_cursor,
    });

    expect((rest as { records: readonly Shown[] }).records.map(({ id }) => id)).toEqual([
      ids.get('bare'),
    ]);
    expect(rest).not.toHaveProperty('next_cursor');
    const other = { module: 'Deals', cursor: first.next_cursor };
    await ask('/memory/find', other, 400).then(({ text }) => {
      expect(text).toContain('cursor must be');
    });
  });

  it('answer records with what is known of them, and their age', async () => {
    const { body } = await ask('/memory/find', {
      module: 'Deals',
      ...where('won', '=', false),
      limit: 1,
    });

    expect(body).toMatchObject({
      records: [
        {
          module: 'Deals',
          kind: 'Deal',
          title: expect.stringContaining('Deal: Deal '),
          url: expect.stringMatching(/^https:\/\/crm\.zoho\.com\/crm\/tab\/Potentials\/\d+$/),
          facts: { Stage: { label: 'Stage', type: 'text' } },
          freshness: { pending: false, version: expect.any(String) },
        },
      ],
      checked: null,
      freshness: { except: 0, pending: false },
    });
    const { freshness } = body as { freshness: { proved_through: string } };
    expect(Date.parse(freshness.proved_through)).toBeGreaterThan(startedAtMs - 1000);
    expect(Date.parse(freshness.proved_through)).toBeLessThan(Date.now());
  });

  it('add up', async () => {
    const { body } = await ask('/memory/aggregate', {
      module: 'Deals',
      measure: 'sum',
      field: 'Amount',
      group_by: ['Stage'],
      ...where('open', '=', true),
    });

    expect(body).toMatchObject({
      groups: [{ group: { Stage: 'Negotiation/Review' }, value: 57_500, count: 2 }],
      checked: null,
      freshness: { except: 0 },
    });
  });

  it.each([
    ['count', undefined, 4],
    ['count', 'Amount', 3],
    ['avg', 'Amount', 122_500],
    ['min', 'Closing_Date', day(-20)],
    ['max', 'Amount', 310_000],
  ])('measure %s of %s', async (measure, field, value) => {
    const { body } = await ask('/memory/aggregate', { module: 'Deals', measure, field });

    expect((body as { groups: unknown[] }).groups).toMatchObject([{ group: {}, value }]);
  });

  it.each<[object, RegExp]>([
    [{}, /module must be one of Accounts, .*Events/],
    [{ module: 'Deals', ...where('Stag', '=', 'x') }, /has no field Stag; use .*Stage.*overdue/],
    [{ module: 'Deals', ...where('Amount', '=', 'much') }, /value must be a number/],
    [{ module: 'Deals', ...where('Amount', 'like', 1) }, /op must be one of/],
    [{ module: 'Deals', ...where('Stage', '<', 'x') }, /op < doesn't fit Stage/],
    [{ module: 'Deals', ...where('Closing_Date', '=', '2026-02-29') }, /a day of the calendar/],
    [{ module: 'Deals', ...where('Closing_Date', 'within', 'soon') }, /must be one of today/],
    [{ module: 'Deals', limit: 0 }, /limit must be a whole number from 1 to 200/],
    [{ module: 'Deals', wher: [] }, /wher is not known: use module, where/],
    [{ module: 'Deals', where: {} }, /where must be a list/],
  ])('say what would do in place of %j', async (question, message) => {
    const { text } = await ask('/memory/find', question, 400);

    expect((JSON.parse(text) as { message: string[] }).message[0]).toMatch(message);
  });

  it('tell what belongs to a record', async () => {
    const { body } = await get(`/records/Accounts/${ids.get('acme')}/related`);
    const { records } = body as { records: readonly Shown[] };
    const names = records.map(({ id }) => [...ids].find(([, each]) => each === id)?.[0]);
    expect([...names].sort()).toEqual(['ann', 'bare', 'late', 'lost', 'pilot', 'support']);

    const { body: tasks } = await get(`/records/Deals/${ids.get('pilot')}/related?module=Tasks`);
    expect((tasks as { records: readonly Shown[] }).records.map(({ id }) => id)).toEqual([
      ids.get('late'),
    ]);
  });

  it('find by words, whatever they are called, and say what matters', async () => {
    const answers = await Promise.all(
      ['who is the CFO of Acme?', 'Lindquist', '+442079460958'].map(async (text) => {
        const { body } = await get(`/memory/search?q=${encodeURIComponent(text)}`);
        return (body as { hits: readonly Shown[] }).hits[0];
      }),
    );

    expect(answers.map((hit) => hit?.id)).toEqual([ids.get('ann'), ids.get('ann'), ids.get('ann')]);
    expect(answers[0]).toMatchObject({ facts: { Title: { value: 'Chief Financial Officer' } } });
  });

  it('tell of one record all that is known, also of one that memory lacks', async () => {
    const { body } = await get(`/records/Deals/${ids.get('pilot')}`);
    expect(body).toMatchObject({
      in_memory: true,
      kind: 'Deal',
      facts: { Amount: { value: 48_000, type: 'money' }, open: { value: true } },
      document: expect.stringContaining('Deal pilot'),
    });

    const { body: missing } = await get('/records/Deals/999');
    expect(missing).toMatchObject({ in_memory: false, title: null, facts: {}, document: null });
  });

  it('look up in the CRM what is older than somebody wants', async () => {
    const id = ids.get('bare') ?? '';
    crm.simulator.updateRecord('Deals', id, { Amount: 77 }, { silent: true });
    const question = { module: 'Deals', ...where('Stage', '=', 'Qualification') };

    const { body: known } = await ask('/memory/find', question);
    expect((known as { records: readonly Shown[] }).records[0]?.facts['Amount']).toBeUndefined();
    const { body } = await ask('/memory/find', { ...question, max_age: 0 });

    expect(body).toMatchObject({
      checked: { asked: 1, changed: 1 },
      records: [{ facts: { Amount: { value: 77 } } }],
    });
    await crm.untilTrue(ref('Deals', { id }));
    await crm.untilQuiet();
  });

  it('say why what is older could not be looked up', async () => {
    crm.simulator.faults.add({ match: { path: '/crm/v8/Deals' }, status: 500 });

    const { body } = await get('/memory/search?q=pilot&module=Deals&max_age=0');

    crm.simulator.faults.clear();
    expect(body).toMatchObject({ checked: { asked: 0, why: expect.stringContaining('Zoho') } });
  });

  it('are open to a token that may only read', async () => {
    const reader = request.agent(crm.service.url).set('authorization', `Bearer ${readToken}`);

    await reader.post('/memory/find').send({ module: 'Deals' }).expect(200);
    await reader.post('/memory/aggregate').send({ module: 'Deals', measure: 'count' }).expect(200);
    await reader.get('/memory/status').expect(200);
    await request(crm.service.url).post('/memory/find').send({ module: 'Deals' }).expect(401);
  });

  it('tell the state of memory', async () => {
    const { body } = await get('/memory/status');

    expect(body).toMatchObject({
      memory: 'local',
      documents: 7,
      modules: expect.arrayContaining([
        expect.objectContaining({ module: 'Deals', records: 4, has_facts: true }),
      ]),
    });
  });
});

it('records of a module that is synced no more are no answers', async () => {
  const simulator = await ZohoSimulator.start({ company: 'empty' });
  const shared = { REDIS_PREFIX: testEnvironment()['REDIS_PREFIX'] };
  const before = await SyncedCrm.over(simulator, shared);
  const { path: MEMORY_PATH } = before.service.settings.memory;
  const account = before.created('Accounts', { Account_Name: 'Heron Works' });
  const contact = before.created('Contacts', {
    Last_Name: 'Heronsdale',
    Account_Name: { id: account.id },
  });
  await before.untilTrue(account, contact);
  await before.untilQuiet();
  await before.service.app.close();

  const crm = await SyncedCrm.over(simulator, {
    ...shared,
    MEMORY_PATH,
    ZOHO_MODULES: 'Accounts,Deals',
  });
  // One at most: the contact would be the first.
  const found = await crm.service.get('/memory/search?q=Heronsdale&limit=1').expect(200);
  const related = await crm.service.get(`/records/Accounts/${account.id}/related`).expect(200);
  await crm.service.get(`/records/Contacts/${contact.id}`).expect(400);

  // The account's own document names it until it is made anew.
  const { hits } = found.body as { hits: readonly Shown[] };
  expect(hits.map(({ module }) => module)).toEqual(['Accounts']);
  expect(related.body).toMatchObject({ records: [] });
  await crm.close();
});

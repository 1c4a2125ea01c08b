import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { objectFrom } from '../http/exchange.js';
import { type Answer, ZohoCaller } from '../zoho-caller.js';
import { ZohoSimulator } from '../zoho-simulator.js';

const hour = 60 * 60_000;
const day = 24 * hour;
let now: number;
let simulator: ZohoSimulator;
let zoho: ZohoCaller;

beforeEach(async () => {
  now = Date.parse('2026-03-01T09:00:00Z');
  simulator = await ZohoSimulator.start({ company: 'empty', now: () => now });
  zoho = await ZohoCaller.connect(simulator);
});

afterEach(() => simulator.close());

const entry = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  channel_id: '1000000068001',
  events: ['Deals.all'],
  notify_url: 'http://127.0.0.1:1/webhooks/zoho',
  token: 'secret',
  ...changes,
});
const inMs = (ms: number): string => new Date(now + ms).toISOString().replace('.000Z', '+00:00');
const outcomesOf = (answer: Answer): unknown[] => {
  const { watch } = objectFrom(answer.json);
  return Array.isArray(watch) ? watch.map((each) => objectFrom(each)['code']) : [];
};

describe('POST /crm/v8/actions/watch', () => {
  it('subscribes, and tells the expiry per module', async () => {
    const answer = await zoho.watch(
      'POST',
      entry({ events: ['Deals.all', 'Accounts.edit'], channel_expiry: inMs(6 * day) }),
    );

    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      watch: [
        {
          code: 'SUCCESS',
          status: 'success',
          details: {
            events: [
              {
                channel_expiry: '2026-03-07T11:00:00+02:00',
                resource_name: 'Deals',
                resource_uri: 'https://www.zohoapis.com/crm/v2/Deals',
                channel_id: '1000000068001',
              },
              { resource_name: 'Accounts' },
            ],
          },
        },
      ],
    });
  });

  it.each([
    ['nothing', undefined, hour],
    ['a day', day, day],
    ['exactly a week', 7 * day, 7 * day],
    ['more than a week', 7 * day + 1000, hour],
  ])('grants for %s asked: %s → %s ms', async (_title, asked, granted) => {
    const expiry = asked === undefined ? {} : { channel_expiry: inMs(asked) };

    await zoho.watch('POST', entry(expiry));

    expect(simulator.channels()[0]?.expiresAtMs).toBe(now + granted);
  });

  it.each([
    [{ channel_expiry: '2026-03-02T09:00:00.000Z' }, 'INVALID_DATA'],
    [{ channel_expiry: '2026-02-02T09:00:00Z' }, 'INVALID_DATA'],
    [{ channel_expiry: 'tomorrow' }, 'INVALID_DATA'],
    [{ token: 'x'.repeat(51) }, 'INVALID_DATA'],
    [{ notify_url: 'ftp://example.com' }, 'INVALID_DATA'],
    [{ events: ['Deals.convert'] }, 'INVALID_DATA'],
    [{ channel_id: 'mine' }, 'INVALID_DATA'],
    [{ channel_id: undefined }, 'MANDATORY_NOT_FOUND'],
    [{ notify_url: undefined }, 'MANDATORY_NOT_FOUND'],
    [{ events: undefined }, 'MANDATORY_NOT_FOUND'],
    [{ events: ['Activities.all'] }, 'INVALID_MODULE'],
  ])('refuses %j with 400 and %s', async (changes, code) => {
    const answer = await zoho.watch('POST', entry(changes));

    expect(answer.status).toBe(400);
    expect(outcomesOf(answer)).toEqual([code]);
    expect(simulator.channels()).toEqual([]);
  });

  it('takes a token of 50 characters, and a negative channel id', async () => {
    const answer = await zoho.watch('POST', entry({ token: 'x'.repeat(50), channel_id: '-5' }));

    expect(answer.status).toBe(201);
  });

  it('answers 207 when some entries fail, each with its own status', async () => {
    simulator.setRefusedWatchModules(['Notes']);

    const answer = await zoho.watch(
      'POST',
      entry(),
      entry({ channel_id: '2', events: ['Notes.all'] }),
    );

    expect(answer.status).toBe(207);
    expect(outcomesOf(answer)).toEqual(['SUCCESS', 'NOT_SUPPORTED']);
  });

  it.each(['', '[]', '{"watch":[]}', 'nonsense'])(
    'refuses the body %j as a whole',
    async (body) => {
      const answer = await zoho.call('POST', '/crm/v8/actions/watch', { body });

      expect(answer).toMatchObject({ status: 400, code: 'MANDATORY_NOT_FOUND' });
    },
  );
});

describe('PUT and PATCH /crm/v8/actions/watch', () => {
  it('replaces with PUT: what is left out is gone', async () => {
    await zoho.watch('POST', entry({ channel_expiry: inMs(day) }));

    const answer = await zoho.watch('PUT', entry({ token: undefined, events: ['Tasks.edit'] }));

    expect(answer.status).toBe(200);
    expect(simulator.channels()).toMatchObject([
      { token: null, events: ['Tasks.edit'], expiresAtMs: now + hour },
    ]);
  });

  it('merges with PATCH: what is left out stays', async () => {
    await zoho.watch('POST', entry({ channel_expiry: inMs(day) }));

    const answer = await zoho.watch('PATCH', {
      channel_id: '1000000068001',
      events: ['Deals.edit'],
      channel_expiry: inMs(2 * day),
    });

    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Successfully updated the subscribe details');
    expect(simulator.channels()).toMatchObject([
      { token: 'secret', events: ['Deals.edit'], expiresAtMs: now + 2 * day },
    ]);
  });

  it('removes single events, and the channel with its last', async () => {
    await zoho.watch('POST', entry({ events: ['Deals.all'] }));
    const remove = (event: string): Promise<Answer> =>
      zoho.watch('PATCH', {
        channel_id: '1000000068001',
        events: [event],
        _delete_events: true,
      });

    await remove('Deals.delete');
    const left = simulator.channels()[0]?.events;
    await remove('Deals.all');

    expect(left).toEqual(['Deals.edit', 'Deals.create']);
    expect(simulator.channels()).toEqual([]);
  });

  it.each(['PUT', 'PATCH'])(
    'answers %s of an expired channel with NOT_SUBSCRIBED',
    async (method) => {
      await zoho.watch('POST', entry());
      now += hour;
      zoho = await ZohoCaller.connect(simulator);

      const answer = await zoho.watch(method, entry());

      expect(answer.status).toBe(400);
      expect(answer.json).toEqual({
        watch: [
          {
            code: 'NOT_SUBSCRIBED',
            details: {},
            message: 'Not subscribed for actions-watch of the given channel',
            status: 'error',
          },
        ],
      });
    },
  );
});

describe('GET /crm/v8/actions/watch', () => {
  it('shows a row per channel and module, with the events one by one', async () => {
    await zoho.watch('POST', entry({ events: ['Deals.all', 'Tasks.create'] }));

    const answer = await zoho.get('/crm/v8/actions/watch?channel_id=1000000068001');
    const tasks = await zoho.get('/crm/v8/actions/watch?module=Tasks');

    expect(answer.json).toMatchObject({
      watch: [
        {
          resource_name: 'Deals',
          events: ['Deals.edit', 'Deals.create', 'Deals.delete'],
          token: 'secret',
          notify_on_related_action: true,
          return_affected_field_values: false,
          channel_expiry: '2026-03-01T12:00:00+02:00',
        },
        { resource_name: 'Tasks', events: ['Tasks.create'] },
      ],
      info: { per_page: 200, count: 2, page: 1, more_records: false },
    });
    expect(tasks.json).toMatchObject({ info: { count: 1 } });
  });

  it('answers 204 when there is no channel, or none any more', async () => {
    const before = await zoho.get('/crm/v8/actions/watch');
    await zoho.watch('POST', entry());
    simulator.expireChannel('1000000068001');
    const after = await zoho.get('/crm/v8/actions/watch');

    expect([before.status, after.status]).toEqual([204, 204]);
  });
});

describe('DELETE /crm/v8/actions/watch', () => {
  it('ends channels, and says which it doesn’t know', async () => {
    await zoho.watch('POST', entry());

    const answer = await zoho.call('DELETE', '/crm/v8/actions/watch?channel_ids=1000000068001,7');

    expect(answer.status).toBe(207);
    expect(outcomesOf(answer)).toEqual(['SUCCESS', 'NOT_SUBSCRIBED']);
    expect(simulator.channels()).toEqual([]);
  });

  it('needs channel ids', async () => {
    const answer = await zoho.call('DELETE', '/crm/v8/actions/watch');

    expect(answer).toMatchObject({ status: 400, code: 'REQUIRED_PARAM_MISSING' });
  });
});

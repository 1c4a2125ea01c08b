import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type SimulatorOptions } from '../options.js';
import { requestToken, send, ZohoCaller } from '../zoho-caller.js';
import { ZohoSimulator } from '../zoho-simulator.js';

const path = '/crm/v8/Accounts?fields=Phone';
let now: number;
let simulator: ZohoSimulator;
let zoho: ZohoCaller;

const restart = async (options: SimulatorOptions): Promise<void> => {
  await simulator.close();
  await start(options);
};
const start = async (options: SimulatorOptions = {}): Promise<void> => {
  simulator = await ZohoSimulator.start({ company: 'empty', now: () => now, ...options });
  zoho = await ZohoCaller.connect(simulator);
};

beforeEach(async () => {
  now = Date.parse('2026-03-01T09:00:00Z');
  await start();
});

afterEach(() => simulator.close());

describe('authorization', () => {
  it.each([
    [{}, 'AUTHENTICATION_FAILURE'],
    [{ Authorization: 'Bearer 1000.x' }, 'AUTHENTICATION_FAILURE'],
    [{ Authorization: 'Zoho-oauthtoken 1000.x' }, 'INVALID_TOKEN'],
  ])('answers the headers %j with 401 and %s', async (headers, code) => {
    const answer = await send(simulator.url + path, { headers: new Headers(headers) });

    expect(answer).toMatchObject({ status: 401, code });
  });
});

describe('answers', () => {
  it('are dated by the simulator’s clock, and name the expiry of the token', async () => {
    const { headers } = await zoho.get(path);

    expect(headers.get('date')).toBe('Sun, 01 Mar 2026 09:00:00 GMT');
    expect(headers.get('x-accesstoken-reset')).toBe('2026-03-01T12:00:00+02:00');
  });

  it('take as long as it was asked', async () => {
    simulator.setLatency(40);
    const before = performance.now();

    await zoho.get(path);

    expect(performance.now() - before).toBeGreaterThanOrEqual(38);
  });
});

describe('credits', () => {
  it('are announced once half of them are used, and end with 429', async () => {
    await restart({ creditsLimit: 4 });

    const first = await zoho.get(path);
    const second = await zoho.get(path);
    const third = await zoho.get('/crm/v8/Accounts/deleted?type=all');
    const fourth = await zoho.get(path);

    const remaining = [first, second, third, fourth].map((answer) =>
      answer.headers.get('x-api-credits-remaining'),
    );
    expect(remaining).toEqual([null, '2', '0', '0']);
    expect(fourth).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
    expect(fourth.headers.get('retry-after')).toBeNull();
  });

  it('come back after 24 hours', async () => {
    await restart({ creditsLimit: 1 });
    await zoho.get(path);
    now += 24 * 60 * 60_000;
    zoho = await ZohoCaller.connect(simulator);

    expect((await zoho.get(path)).status).toBe(204);
  });
});

describe('concurrency', () => {
  it('above the limit is answered with 429, and shows in the statistics', async () => {
    await restart({ concurrencyLimit: 3, latencyMs: 50 });

    const answers = await Promise.all(Array.from({ length: 5 }, () => zoho.get(path)));

    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([204, 204, 204, 429, 429]);
    expect(simulator.statistics().highestConcurrency).toBe(4);
    expect((await zoho.get(path)).status).toBe(204);
  });

  it('of sorted lists has a lower limit', async () => {
    await restart({ sortedConcurrencyLimit: 1, latencyMs: 50 });

    const answers = await Promise.all([
      zoho.get(`${path}&sort_by=id`),
      zoho.get(`${path}&sort_by=id`),
      zoho.get(path),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual([204, 204, 429]);
  });
});

describe('faults', () => {
  it('answer as often as asked, and only what they match', async () => {
    simulator.faults.add({
      match: { method: 'GET', path: '/crm/v8/Accounts' },
      times: 2,
      status: 500,
      code: 'INTERNAL_ERROR',
      headers: { 'Retry-After': '7' },
    });

    const answers = [
      await zoho.get('/crm/v8/Deals?fields=Stage'),
      await zoho.get(path),
      await zoho.get(path),
      await zoho.get(path),
    ];

    expect(answers.map(({ status }) => status)).toEqual([204, 500, 500, 204]);
    expect(answers[1]).toMatchObject({ code: 'INTERNAL_ERROR', json: { status: 'error' } });
    expect(answers[1]?.headers.get('retry-after')).toBe('7');
  });

  it('match by a pattern over path and query, and can be taken back', async () => {
    const takeBack = simulator.faults.add({ match: { path: /ids=.*42/g }, status: 503 });

    const hit = await zoho.get(`${path}&ids=1,42`);
    const hitAgain = await zoho.get(`${path}&ids=1,42`);
    const other = await zoho.get(`${path}&ids=1`);
    takeBack();
    const after = await zoho.get(`${path}&ids=1,42`);

    const statuses = [hit, hitAgain, other, after].map(({ status }) => status);
    expect(statuses).toEqual([503, 503, 204, 204]);
  });

  it('hit the token endpoint too', async () => {
    simulator.faults.add({ match: { path: '/oauth' }, body: { error: 'general_error' } });

    const { status, json } = await requestToken(simulator);

    expect({ status, json }).toEqual({ status: 200, json: { error: 'general_error' } });
  });

  it('answer with HTML, or with text that isn’t JSON', async () => {
    simulator.faults.add({ html: true, times: 1 });
    simulator.faults.add({ status: 200, body: '{"data":[', headers: { 'Content-Type': 'x/y' } });

    const html = await zoho.get(path);
    const broken = await zoho.get(path);

    expect(html).toMatchObject({ status: 502, text: expect.stringContaining('<html>') });
    expect(broken).toMatchObject({ status: 200, text: '{"data":[' });
  });

  it('drop the connection', async () => {
    simulator.faults.add({ dropConnection: true, times: 1 });

    await expect(zoho.get(path)).rejects.toThrow('fetch failed');
    expect((await zoho.get(path)).status).toBe(204);
  });

  it('hang until the caller gives up, and free its place then', async () => {
    await restart({ concurrencyLimit: 1 });
    simulator.faults.add({ hang: true, times: 1 });

    await expect(zoho.call('GET', path, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject(
      { name: 'TimeoutError' },
    );

    const statuses: number[] = [];
    while (statuses.at(-1) !== 204) statuses.push((await zoho.get(path)).status);
    expect(statuses.at(-1)).toBe(204);
  });

  it('delay, and answer properly then', async () => {
    simulator.faults.add({ delayMs: 40, times: 1 });
    const before = performance.now();

    const { status } = await zoho.get(path);

    expect(status).toBe(204);
    expect(performance.now() - before).toBeGreaterThanOrEqual(38);
  });

  it('don’t keep the simulator from closing', async () => {
    simulator.faults.add({ hang: true });
    const hanging = zoho.get(path);

    await Promise.all([expect(hanging).rejects.toThrow(), closeOnceAsked()]);

    await start();
  });

  const closeOnceAsked = async (): Promise<void> => {
    while (simulator.requests.at(-1)?.status !== 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await simulator.close();
  };
});

describe('the request log', () => {
  it('counts by endpoint, with the number of ids, and forgets on request', async () => {
    simulator.resetRequests();
    await zoho.get(`${path}&ids=1,2,3`);
    await zoho.get('/crm/v8/Accounts/5');
    await zoho.get('/crm/v8/Accounts/deleted?type=all');
    await zoho.get('/crm/v8/actions/watch');
    const { requests } = simulator;
    const { byEndpoint } = simulator.statistics();

    expect(requests[0]).toEqual({
      method: 'GET',
      path: '/crm/v8/Accounts',
      query: 'fields=Phone&ids=1,2,3',
      endpoint: 'GET /crm/v8/{module}?ids',
      status: 204,
      ids: 3,
      at: now,
    });
    expect(byEndpoint).toEqual({
      'GET /crm/v8/{module}?ids': 1,
      'GET /crm/v8/{module}/{id}': 1,
      'GET /crm/v8/{module}/deleted': 1,
      'GET /crm/v8/actions/watch': 1,
    });
    simulator.resetRequests();
    expect(simulator.statistics()).toMatchObject({ requests: 0, byEndpoint: {} });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  callConditions,
  CountedTokens,
  type ScriptedReply,
  type ScriptedServer,
  settingsFor,
  startScriptedServer,
} from '../../../test/support/scripted-server.js';
import { SystemClock } from '../../kernel/clock.js';
import { type ZohoError } from './zoho-error.js';
import { ZohoHttp } from './zoho-http.js';

const get = { method: 'GET', path: '/crm/v8/Deals' } as const;
const invalidToken: ScriptedReply = { status: 401, json: { code: 'INVALID_TOKEN' } };

describe('ZohoHttp', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterAll(() => server.close());

  function zoho(variables: Readonly<Record<string, string>> = {}): ZohoHttp {
    const settings = settingsFor(server.url, variables);
    return new ZohoHttp(
      settings,
      new CountedTokens(server.url),
      new SystemClock(),
      callConditions(),
    );
  }

  function authorizations(): readonly (string | undefined)[] {
    return server.received.map(({ headers }) => headers.authorization);
  }

  it('sends token, query, headers and body, and gives body and server time back', async () => {
    const headers = { date: 'Mon, 23 Nov 2026 10:00:00 GMT' };
    server.play(() => ({ json: { data: [] }, headers }));

    const answer = await zoho().request({
      method: 'POST',
      path: '/crm/v8/coql',
      query: { a: 'x,y&z', b: undefined },
      headers: { 'If-Modified-Since': '2026-11-23T09:00:00+00:00' },
      body: { query: 'Müller' },
    });

    const serverTimeMs = Date.parse('2026-11-23T10:00:00Z');
    expect(answer).toEqual({ status: 200, body: { data: [] }, serverTimeMs });
    const [request] = server.received;
    expect(request).toMatchObject({ method: 'POST', path: '/crm/v8/coql' });
    expect([...request!.query]).toEqual([['a', 'x,y&z']]);
    expect(request!.headers).toMatchObject({
      authorization: 'Zoho-oauthtoken token-1',
      'content-type': 'application/json',
      'if-modified-since': '2026-11-23T09:00:00+00:00',
    });
    expect(JSON.parse(request!.body)).toEqual({ query: 'Müller' });
  });

  it.each([204, 304])('takes %d for an answer without a body', async (status) => {
    server.play(() => ({ status }));

    expect(await zoho().request(get)).toMatchObject({ status, body: undefined });
  });

  it('renews a refused token once and repeats the call', async () => {
    server.play(({ headers }) =>
      headers.authorization === 'Zoho-oauthtoken token-1' ? invalidToken : { json: { ok: true } },
    );

    expect(await zoho().request(get)).toMatchObject({ body: { ok: true } });
    expect(authorizations()).toEqual(['Zoho-oauthtoken token-1', 'Zoho-oauthtoken token-2']);
  });

  it('gives up when the new token is refused too', async () => {
    server.play(() => invalidToken);

    await expect(zoho().request(get)).rejects.toMatchObject({
      code: 'zoho.unauthorized',
      retry: { kind: 'pause' },
    });
    expect(server.received).toHaveLength(2);
  });

  it('asks for no new token where a scope is missing', async () => {
    server.play(() => ({ status: 401, json: { code: 'OAUTH_SCOPE_MISMATCH' } }));

    await expect(zoho().request(get)).rejects.toMatchObject({ code: 'zoho.scope_missing' });
    expect(server.received).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    const headers = { location: `${server.url}/elsewhere` };
    server.play(() => ({ status: 302, headers }));

    await expect(zoho().request(get)).rejects.toMatchObject({
      code: 'zoho.bad_answer',
      retry: { kind: 'later' },
    });
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, ScriptedReply, string]>([
    ['a page', { text: '<html>maintenance</html>' }, 'zoho.bad_answer'],
    ['half a document', { text: '{"data":[{"id":"1"' }, 'zoho.bad_answer'],
    ['a hang-up in the body', { fault: 'cut' }, 'zoho.unavailable'],
    ['silence', { fault: 'silent' }, 'zoho.timeout'],
    ['a body that never ends', { fault: 'endless' }, 'zoho.timeout'],
    ['more than can be meant', { text: ' '.repeat(33 * 1024 * 1024) }, 'zoho.bad_answer'],
  ])('tries %s again later', async (_what, reply, code) => {
    server.play(() => reply);

    const failure = zoho({ ZOHO_TIMEOUT: code === 'zoho.timeout' ? '0.2' : '10' }).request(get);

    await expect(failure).rejects.toMatchObject({ code, retry: { kind: 'later' } });
  });

  it('tries again later where nobody answers', async () => {
    const closed = await startScriptedServer();
    await closed.close();
    const http = new ZohoHttp(
      settingsFor(closed.url),
      new CountedTokens(closed.url),
      new SystemClock(),
      callConditions(),
    );

    const failure = (await http.request(get).catch((error: unknown) => error)) as ZohoError;

    expect(failure).toMatchObject({ code: 'zoho.unavailable', retry: { kind: 'later' } });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  it('keeps the wait Zoho asks for', async () => {
    const headers = { 'retry-after': '7' };
    server.play(() => ({ status: 429, json: { code: 'TOO_MANY_REQUESTS' }, headers }));

    await expect(zoho().request(get)).rejects.toMatchObject({
      code: 'zoho.rate_limited',
      retry: { kind: 'pause', forMs: 7000 },
    });
  });

  it('pauses longer with every refusal in a row', async () => {
    const http = zoho();
    server.play(() => ({ status: 429, json: { code: 'TOO_MANY_REQUESTS' } }));

    const waits = [];
    for (let refusals = 1; refusals <= 6; refusals += 1) {
      const { retry } = (await http.request(get).catch((error: unknown) => error)) as {
        retry: { forMs: number };
      };
      waits.push(retry.forMs);
    }

    expect(waits[0]).toBeLessThanOrEqual(500);
    expect(waits[5]).toBeGreaterThanOrEqual(2500);
    expect(waits[5]).toBeLessThanOrEqual(5000);
  });

  it('has no more calls under way than the settings allow', async () => {
    let underWay = 0;
    let most = 0;
    server.play(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay -= 1;
      return { json: {} };
    });
    const http = zoho({ ZOHO_MAX_CONCURRENCY: '3' });

    await Promise.all(Array.from({ length: 20 }, () => http.request(get)));

    expect(most).toBe(3);
  });

  it('hands an unsuccessful answer over to a caller that accepts it', async () => {
    server.play(() => ({ status: 400, json: { watch: [] } }));

    const answer = await zoho().request({ ...get, accepts: ({ status }) => status === 400 });

    expect(answer).toMatchObject({ status: 400, body: { watch: [] } });
  });

  it('puts no token into any message', async () => {
    const messages: string[] = [];
    for (const status of [302, 400, 401, 403, 429, 500]) {
      server.play(() => ({ status, json: { code: 'X', message: 'token-1 token-2' } }));
      const error = await zoho()
        .request(get)
        .catch((caught: unknown) => caught);
      messages.push((error as Error).message);
    }

    expect(messages).toHaveLength(6);
    expect(messages.join()).not.toMatch(/token-\d/);
  });
});

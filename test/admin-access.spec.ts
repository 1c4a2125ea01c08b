import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';

import { type ServiceUnderTest, startService } from './support/running-service.js';
import { testToken as token } from './support/test-settings.js';

const readToken = 'for-those-who-only-read-and-never-act';
const reading = [
  '/dead-letters',
  '/deliveries',
  '/records/Accounts/1',
  '/memory/search?q=acme',
  '/channels',
  '/processes',
  '/sync',
  '/sync/proofs',
  '/docs',
  '/docs-json',
];
const acting: readonly (readonly ['get' | 'post' | 'delete', string])[] = [
  ['post', '/dead-letters/replay'],
  ['delete', '/dead-letters'],
  ['post', '/sync'],
  ['post', '/channels/register'],
  ['post', '/channels/renew'],
  ['get', '/admin/queues'],
];
const all = [...reading.map((path) => ['get', path] as const), ...acting];

const bearer = (shown: string): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${shown}`,
});

const basic = (shown: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${btoa(`operator:${shown}`)}`,
});

describe('the routes for operators', () => {
  let guarded: ServiceUnderTest;
  let open: ServiceUnderTest;
  let forReaders: ServiceUnderTest;

  beforeAll(async () => {
    [guarded, open, forReaders] = await Promise.all([
      startService({ READ_TOKEN: readToken, ADMIN_HOSTS: 'ops.example' }),
      startService({ ADMIN_TOKEN: undefined }),
      startService({ ADMIN_TOKEN: undefined, READ_TOKEN: readToken }),
    ]);
  });

  afterAll(async () => {
    await Promise.all([guarded.stop(), open.stop(), forReaders.stop()]);
  });

  const ask = (
    { url }: ServiceUnderTest,
    [method, path]: readonly ['get' | 'post' | 'delete', string],
    headers: Readonly<Record<string, string>> = {},
  ): Test => request(url)[method](path).set(headers);
  const search = ['get', '/memory/search?q=acme'] as const;

  it('answer whoever shows ADMIN_TOKEN', async () => {
    await ask(guarded, search, bearer(token)).expect(200);
    await ask(guarded, search, { authorization: `bearer ${token}` }).expect(200);
    await ask(guarded, ['get', '/admin/queues'], bearer(token)).expect(200);
    await ask(guarded, ['post', '/sync'], bearer(token)).expect(400);
  });

  it.each([
    ['a host that somebody lets point here', { host: 'evil.example:8000' }],
    ['a page of another site', { origin: 'http://evil.example' }],
    ['a page without a site', { origin: 'null' }],
    ['a program on another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a browser on behalf of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a browser on behalf of a neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('refuse %s, whatever the token', async (_, headers) => {
    for (const route of all) {
      await ask(guarded, route, { ...bearer(token), ...headers }).expect(403);
      await ask(guarded, route, { ...basic(token), ...headers }).expect(403);
    }
  });

  it('answer their own pages, and by the names that are set', async () => {
    const host = new URL(guarded.url).host;
    const own = { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    await ask(guarded, search, { ...bearer(token), ...own }).expect(200);
    await ask(guarded, search, { ...bearer(token), host: 'ops.example' }).expect(200);
  });

  it.each([
    ['text/plain', '{"all":true}'],
    ['application/x-www-form-urlencoded', 'all=true'],
    ['multipart/form-data; boundary=x', '{"all":true}'],
    ['application/json5', '{"all":true}'],
    ['', '{"all":true}'],
  ])('take no body of the type %j', async (type, text) => {
    for (const [method, path] of acting.filter(([each]) => each !== 'get')) {
      const sent = ask(guarded, [method, path], bearer(token));
      await (type === '' ? sent.unset('content-type') : sent.type(type)).send(text).expect(415);
    }
  });

  it.each([
    ['get', '/channels?modul=Deals'],
    ['get', '/dead-letters?dry_run=true'],
    ['get', '/memory/search?q=a&modul=Deals'],
    ['get', '/records/Accounts/1?alive=true'],
    ['post', '/dead-letters/replay?all=true'],
    ['post', '/sync?kind=full'],
    ['post', '/channels/renew?dry_run=true'],
    ['delete', '/dead-letters?all=true&modul=Deals'],
  ] as const)('know no other parameters: %s %s', async (method, path) => {
    await ask(guarded, [method, path], bearer(token)).expect(400, /is not known/);
  });

  it('refuse a request of more headers than are read', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`x-${n}`, 'a']));
    const { host } = new URL(guarded.url);
    await ask(guarded, search, { host, ...bearer(token), ...many }).expect(431);
  });

  it.each(reading)('answer whoever shows READ_TOKEN where they only read: %s', async (path) => {
    await ask(guarded, ['get', path], bearer(readToken)).expect(200);
  });

  it.each(acting)('refuse READ_TOKEN with 403 where they act: %s %s', async (method, path) => {
    const answer = await ask(guarded, [method, path], bearer(readToken)).expect(403);

    expect(answer.body).toEqual({
      statusCode: 403,
      error: 'Forbidden',
      message: ['READ_TOKEN may only read: this needs ADMIN_TOKEN'],
    });
  });

  it.each([
    ['nothing', {}],
    ['another token', bearer(`${token.slice(0, -1)}x`)],
    ['a part of the token', bearer(token.slice(0, 32))],
    ['the token by another scheme', { authorization: `Basic ${token}` }],
    ['the token as a password', { authorization: `Basic ${btoa(`a:${token}`)}` }],
    ['an empty token', bearer('')],
  ])('refuse whoever shows %s with 401, from this machine too', async (_, headers) => {
    const answer = await ask(guarded, search, headers).expect(401);

    expect(answer.headers['www-authenticate']).toContain('Bearer');
    expect(answer.body).toMatchObject({ statusCode: 401, error: 'Unauthorized' });
    expect(answer.text).not.toContain(token);
  });

  it.each(all)('are closed to everybody while no token is set: %s %s', async (method, path) => {
    const answer = await ask(open, [method, path]).expect(403);

    expect(answer.text).toMatch(/ADMIN_TOKEN is not set.*openssl rand -hex 32/);
    await ask(open, [method, path], bearer(token)).expect(403);
  });

  it('may be open for reading alone', async () => {
    const found = await ask(forReaders, search, bearer(readToken)).expect(200);
    expect(found.body).toMatchObject({ hits: [], checked: null });
    await ask(forReaders, search).expect(401);
    const answer = await ask(forReaders, ['post', '/sync'], bearer(readToken)).expect(403);

    expect(answer.text).toContain('ADMIN_TOKEN is not set');
  });

  it.each([
    ['/memory/search', 'q'],
    ['/memory/search?q=%20', 'q'],
    ['/memory/search?q=a&limit=0', 'limit'],
    ['/memory/search?q=a&limit=1e9', 'limit'],
    ['/memory/search?q=a&module=Leads', 'module'],
  ])('name what is wrong with %s', async (path, field) => {
    const answer = await guarded.get(path).expect(400);

    expect((answer.body as { message: string[] }).message[0]).toMatch(new RegExp(`^${field} `));
  });

  it('slow down an address that guesses, and never the right token', async () => {
    const guess = () => ask(guarded, search, bearer(`guess-${Math.random()}`));
    const statuses = new Set<number>();
    for (let count = 0; count < 40; count += 1) statuses.add((await guess()).status);

    const slowed = await guess().expect(429);

    expect([...statuses]).toEqual([401, 429]);
    expect(slowed.headers['retry-after']).toMatch(/^\d+$/);
    for (let count = 0; count < 250; count += 1) {
      await ask(guarded, search, bearer(token)).expect(200);
    }
    await ask(guarded, search, bearer(readToken)).expect(200);
    await ask(guarded, ['get', '/docs-json'], bearer(token)).expect(200);
  });
});

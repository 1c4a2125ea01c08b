import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { type ServiceUnderTest, startService } from './support/running-service.js';

const route = '/memory/search?q=acme';
const token = 'operators-only';

describe('the routes for operators', () => {
  let guarded: ServiceUnderTest;
  let open: ServiceUnderTest;

  beforeAll(async () => {
    [guarded, open] = await Promise.all([startService({ ADMIN_TOKEN: token }), startService()]);
  });

  afterAll(async () => {
    await Promise.all([guarded.stop(), open.stop()]);
  });

  const ask = (service: ServiceUnderTest, headers: Readonly<Record<string, string>> = {}) =>
    request(service.url).get(route).set(headers);

  it('answer whoever shows the token', async () => {
    await ask(guarded, { authorization: `Bearer ${token}` }).expect(200, []);
    await ask(guarded, { authorization: `bearer ${token}` }).expect(200, []);
  });

  it.each([
    ['nothing', {}],
    ['another token', { authorization: 'Bearer operators-onlY' }],
    ['a part of the token', { authorization: 'Bearer operators' }],
    ['the token by another scheme', { authorization: `Basic ${token}` }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('refuse whoever shows %s with 401, from this machine too', async (_, headers) => {
    const answer = await ask(guarded, headers).expect(401);

    expect(answer.headers['www-authenticate']).toContain('Bearer');
    expect(answer.body).toMatchObject({ statusCode: 401, error: 'Unauthorized' });
    expect(answer.text).not.toContain(token);
  });

  it('answer clients on this machine while no token is set', async () => {
    await ask(open).expect(200);
  });

  it.each(['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via'])(
    'refuse what a proxy on this machine passes on (%s) while no token is set',
    async (header) => {
      const answer = await ask(open, { [header]: '127.0.0.1' }).expect(403);

      expect(answer.text).toContain('ADMIN_TOKEN');
    },
  );

  it.each([
    ['/memory/search', 'q'],
    ['/memory/search?q=%20', 'q'],
    ['/memory/search?q=a&limit=0', 'limit'],
    ['/memory/search?q=a&limit=1e9', 'limit'],
    ['/memory/search?q=a&module=Leads', 'module'],
  ])('name what is wrong with %s', async (path, field) => {
    const answer = await request(open.url).get(path).expect(400);

    expect((answer.body as { message: string[] }).message[0]).toMatch(new RegExp(`^${field} `));
  });

  it('are closed to an address that guesses, even when it guesses right in the end', async () => {
    const besieged = await startService({ ADMIN_TOKEN: token });
    const right = { authorization: `Bearer ${token}` };
    await ask(besieged, right).expect(200);
    for (let guess = 0; guess < 20; guess += 1) {
      await ask(besieged, { authorization: `Bearer guess-${guess}` }).expect(401);
    }

    const answer = await ask(besieged, right).expect(429);

    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    await request(besieged.url).get('/docs-json').set(right).expect(429);
    await request(besieged.url).get('/health/live').expect(200);
    await besieged.stop();
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { objectFrom } from '../http/exchange.js';
import { type Answer, send, ZohoCaller } from '../zoho-caller.js';
import { ZohoSimulator } from '../zoho-simulator.js';

let simulator: ZohoSimulator;
let zoho: ZohoCaller;

beforeEach(async () => {
  simulator = await ZohoSimulator.start({ company: 'empty' });
  zoho = await ZohoCaller.connect(simulator);
});

afterEach(() => simulator.close());

const control = (method: string, path: string, body?: unknown): Promise<Answer> =>
  send(`${simulator.url}/_sim${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const create = async (fields: unknown): Promise<string> =>
  String(objectFrom((await control('POST', '/records/Accounts', fields)).json)['id']);

describe('/_sim', () => {
  it('tells the url, the credentials and the statistics', async () => {
    const { json } = await control('GET', '');

    expect(json).toMatchObject({
      url: simulator.url,
      credentials: simulator.credentials,
      records: { Accounts: 0 },
    });
  });

  it('creates, changes, reads, deletes and restores a record', async () => {
    const id = await create({ Account_Name: 'Fennec' });
    const path = `/records/Accounts/${id}`;

    const updated = await control('PATCH', path, { Phone: '1' });
    const list = await control('GET', '/records/Accounts');
    const deleted = await control('DELETE', path);
    const missing = await control('GET', path);
    const restored = await control('POST', `${path}/restore`);

    expect(updated.json).toMatchObject({ id, Account_Name: 'Fennec', Phone: '1' });
    expect(list.json).toEqual([updated.json]);
    expect([deleted.status, missing.status, restored.status]).toEqual([200, 404, 200]);
    expect(simulator.record('Accounts', id)).toMatchObject({ Phone: '1' });
  });

  it('deletes for good', async () => {
    const id = await create({});

    await control('DELETE', `/records/Accounts/${id}?forever=true`);
    const restored = await control('POST', `/records/Accounts/${id}/restore`);

    expect(restored.status).toBe(404);
  });

  it('makes several changes in one notification', async () => {
    await zoho.watch('POST', {
      channel_id: '1',
      events: ['Accounts.all'],
      notify_url: 'http://127.0.0.1:1/',
    });

    const { json } = await control('POST', '/changes', {
      changes: [
        { kind: 'create', module: 'Accounts', fields: { id: '42' } },
        { kind: 'create', module: 'Accounts', fields: { id: '43' } },
        { kind: 'delete', module: 'Accounts', id: '43', silent: true },
      ],
    });
    await simulator.notifications.idle();
    const deliveries = await control('GET', '/deliveries');

    expect(json).toMatchObject([{ id: '42' }, { id: '43' }, { id: '43' }]);
    expect(deliveries.json).toMatchObject([{ ids: ['42', '43'], operation: 'insert' }]);
  });

  it('arms faults, shows them and clears them', async () => {
    const pathPattern = 'Accounts.*ids=';
    await control('POST', '/faults', { match: { pathPattern }, status: 503 });

    const hit = await zoho.get('/crm/v8/Accounts?fields=Phone&ids=1');
    const other = await zoho.get('/crm/v8/Accounts?fields=Phone');
    const shown = await control('GET', '/faults');
    await control('DELETE', '/faults');

    expect([hit.status, other.status]).toEqual([503, 204]);
    expect(shown.json).toEqual([{ match: { pathPattern }, status: 503 }]);
    expect(simulator.faults.list()).toEqual([]);
  });

  it('changes limits, latency and refused modules', async () => {
    await control('PUT', '/settings', { creditsLimit: 0, refusedWatchModules: ['Notes'] });

    expect((await zoho.get('/crm/v8/Accounts?fields=Phone')).status).toBe(429);
  });

  it('revokes tokens and gives out grant codes', async () => {
    await control('POST', '/tokens/revoke');
    const { json } = await control('POST', '/tokens/grant-code');

    expect((await zoho.get('/crm/v8/Accounts?fields=Phone')).status).toBe(401);
    expect(objectFrom(json)['code']).toMatch(/^1000\./);
  });

  it('shows channels and lets them expire', async () => {
    await zoho.watch('POST', {
      channel_id: '-5',
      events: ['Accounts.all'],
      notify_url: 'http://127.0.0.1:1/',
    });

    const before = await control('GET', '/channels');
    const expired = await control('POST', '/channels/-5/expire');
    const again = await control('POST', '/channels/-5/expire');

    expect(before.json).toMatchObject([{ id: '-5' }]);
    expect([expired.status, again.status]).toEqual([204, 404]);
  });

  it('lists requests, its own aside, and forgets them', async () => {
    await zoho.get('/crm/v8/Accounts?fields=Phone');

    const before = await control('GET', '/requests');
    await control('DELETE', '/requests');
    const after = await control('GET', '/requests');

    expect(before.json).toMatchObject([{ path: '/oauth/v2/token' }, { path: '/crm/v8/Accounts' }]);
    expect(after.json).toEqual([]);
  });

  it('plays the script', async () => {
    const { json } = await control('POST', '/script');

    expect(json).toEqual(
      expect.arrayContaining([expect.objectContaining({ refs: expect.anything() })]),
    );
  });

  it.each([
    ['POST', '/records/Unicorns', {}, 404],
    ['POST', '/records/Accounts', [], 400],
    ['POST', '/changes', { changes: [{ kind: 'explode' }] }, 400],
    ['PUT', '/settings', { latency: 5 }, 400],
    ['PUT', '/delivery', { dropFraction: 'all' }, 400],
    ['POST', '/faults', { match: { pathPattern: '(' } }, 400],
    ['GET', '/nowhere', undefined, 404],
  ])('answers %s %s with %j by %i', async (method, path, body, status) => {
    const answer = await control(method, path, body);

    expect(answer.status).toBe(status);
    expect(answer.json).toHaveProperty('error');
  });
});

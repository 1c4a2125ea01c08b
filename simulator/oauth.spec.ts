import { afterEach, describe, expect, it } from '@jest/globals';

import { objectFrom } from './http/exchange.js';
import { type SimulatorOptions } from './options.js';
import { requestToken, ZohoCaller } from './zoho-caller.js';
import { ZohoSimulator } from './zoho-simulator.js';

describe('POST /oauth/v2/token', () => {
  let now = Date.parse('2026-03-01T09:00:00Z');
  let simulator: ZohoSimulator;

  const start = async (options: SimulatorOptions = {}): Promise<ZohoSimulator> => {
    simulator = await ZohoSimulator.start({ company: 'empty', now: () => now, ...options });
    return simulator;
  };
  const accountsStatus = async (caller: ZohoCaller): Promise<number> =>
    (await caller.get('/crm/v8/Accounts?fields=Phone')).status;

  afterEach(() => simulator.close());

  it('gives an access token for the refresh token, with its own url as api_domain', async () => {
    const { url } = await start();

    const { status, json } = await requestToken(simulator);

    expect(status).toBe(200);
    expect(json).toMatchObject({ api_domain: url, token_type: 'Bearer', expires_in: 3600 });
    expect(objectFrom(json)['refresh_token']).toBeUndefined();
  });

  it('names another api_domain when it is told to', async () => {
    await start({ apiDomain: 'https://www.zohoapis.eu' });

    const { json } = await requestToken(simulator);

    expect(json).toMatchObject({ api_domain: 'https://www.zohoapis.eu' });
  });

  it.each([
    [{ client_id: 'other' }, 'invalid_client'],
    [{ client_secret: 'other' }, 'invalid_client_secret'],
    [{ refresh_token: 'other' }, 'invalid_code'],
    [{ refresh_token: null }, 'invalid_code'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
  ])('answers %j with status 200 and %s', async (changes, error) => {
    await start();

    const { status, json } = await requestToken(simulator, changes);

    expect({ status, json }).toEqual({ status: 200, json: { error } });
  });

  it('denies the eleventh token within ten minutes, and gives one again afterwards', async () => {
    await start();
    for (let count = 0; count < 10; count += 1) await requestToken(simulator);

    const denied = await requestToken(simulator);
    now += 10 * 60_000 + 1;
    const given = await requestToken(simulator);

    expect(denied.status).toBe(400);
    expect(denied.json).toMatchObject({ error: 'Access Denied', status: 'failure' });
    expect(given.json).toHaveProperty('access_token');
  });

  it('redeems a grant code once, for a refresh token that works', async () => {
    await start();
    const form = { grant_type: 'authorization_code', code: simulator.grantCode() };

    const first = await requestToken(simulator, form);
    const second = await requestToken(simulator, form);
    const refresh_token = String(objectFrom(first.json)['refresh_token']);
    const refreshed = await requestToken(simulator, { refresh_token });

    expect(second.json).toEqual({ error: 'invalid_code' });
    expect(refreshed.json).toHaveProperty('access_token');
  });

  it('doesn’t redeem a grant code after ten minutes', async () => {
    await start();
    const code = simulator.grantCode();
    now += 10 * 60_000;

    const { json } = await requestToken(simulator, { grant_type: 'authorization_code', code });

    expect(json).toEqual({ error: 'invalid_code' });
  });

  it('lets an access token expire', async () => {
    await start({ accessTokenLifetimeSeconds: 60 });
    const caller = await ZohoCaller.connect(simulator);

    const before = await accountsStatus(caller);
    now += 60_000;
    const after = await caller.get('/crm/v8/Accounts?fields=Phone');

    expect(before).toBe(204);
    expect(after).toMatchObject({ status: 401, code: 'INVALID_TOKEN' });
  });

  it('invalidates the oldest of sixteen access tokens', async () => {
    await start();
    const oldest = await ZohoCaller.connect(simulator);
    const second = await ZohoCaller.connect(simulator);
    now += 11 * 60_000;
    for (let count = 0; count < 10; count += 1) await requestToken(simulator);
    now += 11 * 60_000;
    for (let count = 0; count < 4; count += 1) await requestToken(simulator);

    expect([await accountsStatus(oldest), await accountsStatus(second)]).toEqual([401, 204]);
  });

  it('stops every access token that is revoked, and only these', async () => {
    await start();
    const before = await ZohoCaller.connect(simulator);

    simulator.revokeTokens();
    const after = await ZohoCaller.connect(simulator);

    expect([await accountsStatus(before), await accountsStatus(after)]).toEqual([401, 204]);
  });

  it('refuses to refresh once the grant is withdrawn', async () => {
    await start();

    simulator.revokeGrants();

    expect((await requestToken(simulator)).json).toEqual({ error: 'invalid_code' });
  });
});

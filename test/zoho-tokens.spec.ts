import { randomUUID } from 'node:crypto';

import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { Clock } from '../src/kernel/clock.js';
import { Secret } from '../src/kernel/secret.js';
import { Metrics } from '../src/observability/metrics.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { type ZohoError } from '../src/zoho/http/zoho-error.js';
import { AccessTokens } from '../src/zoho/tokens/access-tokens.js';
import { type StoredToken, TokenStore } from '../src/zoho/tokens/token-store.js';
import {
  type ScriptedReply,
  type ScriptedServer,
  settingsFor,
  startScriptedServer,
} from './support/scripted-server.js';
import { eventually } from './support/eventually.js';
import { startRedis, type TestRedis } from './support/redis-server.js';

const credentials = {
  clientId: '1000.CLIENT',
  clientSecret: new Secret('the-secret'),
  refreshToken: new Secret('1000.refresh'),
};

const storedAtMs = Date.now();
const anyToken: StoredToken = {
  token: 'an-access-token',
  apiDomain: 'https://www.zohoapis.eu',
  expiresAtMs: storedAtMs + 3_600_000,
  renewAtMs: storedAtMs + 3_000_000,
  issuedAtMs: storedAtMs,
  scopes: ['ZohoCRM.modules.READ'],
  provenBy: 'these',
};

const minutes = (count: number): number => count * 60_000;

class SettableClock extends Clock {
  #offsetMs = 0;

  override now(): number {
    return Date.now() + this.#offsetMs;
  }

  advance(ms: number): void {
    this.#offsetMs += ms;
  }
}

describe('access tokens', () => {
  let redis: TestRedis;
  let server: ScriptedServer;
  let clock: SettableClock;
  let prefix: string;
  const opened: RedisConnections[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = await startRedis();
    server = await startScriptedServer();
  });
  afterAll(async () => {
    await server.close();
    await redis.stop();
  });
  beforeEach(() => {
    clock = new SettableClock();
    prefix = `test-${randomUUID()}`;
    play();
  });
  afterEach(() => {
    for (const connections of opened.splice(0)) connections.onApplicationShutdown();
  });

  /** Zoho issues `token-1`, `token-2`, … or answers as told. */
  function play(reply?: (count: number) => ScriptedReply): void {
    let count = 0;
    server.play(() => {
      count += 1;
      return reply?.(count) ?? { json: { access_token: `token-${count}`, expires_in: 3600 } };
    });
  }

  /** One process of the installation: its own connections and its own memory. */
  function newProcess(variables: Readonly<Record<string, string>> = {}) {
    const settings = settingsFor(server.url, {
      REDIS_URL: redis.url,
      REDIS_PREFIX: prefix,
      ZOHO_CLIENT_ID: credentials.clientId,
      ZOHO_CLIENT_SECRET: credentials.clientSecret.reveal(),
      ZOHO_REFRESH_TOKEN: credentials.refreshToken.reveal(),
      ...variables,
    });
    const connections = new RedisConnections(settings);
    opened.push(connections);
    return { tokens: new AccessTokens(settings, connections, clock, new Metrics()), connections };
  }

  /** Where the token is kept, beside its budget. */
  async function tokenKey({ patient }: RedisConnections): Promise<string> {
    const keys = await patient.keys(`${prefix}:*`);
    return keys.find((key) => /:token:[0-9a-f]+$/.test(key))!;
  }

  const tokenOf = async (tokens: AccessTokens) => (await tokens.get()).token;

  it('are asked for once for all who wait, in every process', async () => {
    const processes = Array.from({ length: 4 }, () => newProcess());

    const tokens = await Promise.all(
      processes.flatMap(({ tokens: mine }) => Array.from({ length: 10 }, () => tokenOf(mine))),
    );

    expect(new Set(tokens)).toEqual(new Set(['token-1']));
    expect(server.received).toHaveLength(1);
  });

  it('of one credential are never read by another', async () => {
    await tokenOf(newProcess().tokens);

    const other = await tokenOf(newProcess({ ZOHO_REFRESH_TOKEN: '1000.another' }).tokens);

    expect(other).toBe('token-2');
  });

  it('leave the credentials out of Redis', async () => {
    const { tokens, connections } = newProcess();
    await tokens.get();

    const keys = await connections.patient.keys(`${prefix}:*`);
    const values = await Promise.all(keys.map((key) => connections.patient.get(key)));

    expect(keys.length).toBeGreaterThan(0);
    expect(JSON.stringify([keys, values])).not.toMatch(/the-secret|1000\./);
  });

  it('are renewed five minutes before they end, while the present one serves', async () => {
    const { tokens } = newProcess();
    await tokens.get();

    clock.advance(minutes(54));
    expect(await tokenOf(tokens)).toBe('token-1');
    expect(server.received).toHaveLength(1);
    clock.advance(minutes(2));
    expect(await tokenOf(tokens)).toBe('token-1');

    await eventually(async () => {
      expect(await tokenOf(tokens)).toBe('token-2');
    });
    expect(server.received).toHaveLength(2);
  });

  it('serve to their end where they cannot be renewed', async () => {
    play((count) =>
      count === 1 ? { json: { access_token: 'token-1', expires_in: 3600 } } : { status: 503 },
    );
    const { tokens } = newProcess();
    await tokens.get();

    clock.advance(minutes(56));
    expect(await tokenOf(tokens)).toBe('token-1');
    await eventually(() => {
      expect(server.received).toHaveLength(2);
    });
    expect(await tokenOf(tokens)).toBe('token-1');
    clock.advance(minutes(5));

    await expect(tokens.get()).rejects.toMatchObject({ code: 'zoho.token_unavailable' });
  });

  it('that were refused are replaced once, for all processes', async () => {
    const [a, b] = [newProcess().tokens, newProcess().tokens];
    await Promise.all([a.get(), b.get()]);

    a.invalidate('token-1');
    b.invalidate('token-1');
    const replaced = await Promise.all([tokenOf(a), tokenOf(b), tokenOf(a)]);
    a.invalidate('token-1');

    expect(replaced).toEqual(['token-2', 'token-2', 'token-2']);
    expect(await tokenOf(a)).toBe('token-2');
    expect(server.received).toHaveLength(2);
  });

  it('that are refused three times in a row are replaced at once', async () => {
    const { tokens } = newProcess();

    for (const refused of ['token-1', 'token-2', 'token-3']) {
      expect(await tokenOf(tokens)).toBe(refused);
      tokens.invalidate(refused);
    }

    expect(await tokenOf(tokens)).toBe('token-4');
  });

  it('that are refused for ever are asked for ten times in ten minutes, by all processes and the CLI', async () => {
    const processes = Array.from({ length: 3 }, () => newProcess().tokens);
    const askedAtMs: number[] = [];
    play((count) => {
      askedAtMs.push(clock.now());
      return { json: { access_token: `token-${count}`, expires_in: 3600 } };
    });

    const refusals: unknown[] = [];
    for (let step = 0; step < 40 * 4; step += 1) {
      const tokens = processes[step % 3]!;
      const had = step % 4 === 3 ? tokens.prove() : tokens.get();
      refusals.push(await had.catch((error: unknown) => error));
      const { token } = await tokens.get().catch(() => ({ token: 'none' }));
      for (const each of processes) each.invalidate(token);
      clock.advance(minutes(0.25));
    }

    const inTenMinutes = (fromMs: number): number =>
      askedAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + minutes(10)).length;
    expect(Math.max(...askedAtMs.map(inTenMinutes))).toBeLessThanOrEqual(10);
    expect(askedAtMs.length).toBeGreaterThanOrEqual(20);
    expect(refusals).toContainEqual(
      expect.objectContaining({ code: 'zoho.token_throttled', retry: expect.anything() }),
    );
  });

  it('may be asked for with a whole budget where Redis lost it, or a clock ran ahead', async () => {
    const { tokens, connections } = newProcess();
    const spend = async (first: number): Promise<void> => {
      for (let count = first; count < first + 5; count += 1) {
        expect(await tokenOf(tokens)).toBe(`token-${count}`);
        tokens.invalidate(`token-${count}`);
      }
      await expect(tokens.get()).rejects.toMatchObject({ code: 'zoho.token_throttled' });
    };
    await spend(1);
    const [key] = await connections.patient.keys(`${prefix}:*:budget`);

    await connections.patient.del(key!);
    await spend(6);
    await connections.patient.set(key!, String(clock.now() + minutes(60)));

    expect(await tokenOf(tokens)).toBe('token-11');
  });

  it('are asked for ever more seldom where nobody knows why there are none', async () => {
    play(() => ({ json: { error: 'general_error' } }));
    const { tokens } = newProcess();
    const waits: number[] = [];

    for (let count = 0; count < 8; count += 1) {
      const error = (await tokens.get().catch((caught: unknown) => caught)) as ZohoError;
      const { forMs } = error.retry as { forMs: number };
      expect(error.code).toMatch(/^zoho\.token_(refused|throttled)$/);
      waits.push(forMs);
      clock.advance(forMs);
    }

    expect(waits[0]).toBeLessThanOrEqual(5000);
    expect(waits[3]).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(minutes(2));
    play();
    clock.advance(minutes(2));
    expect(await tokenOf(tokens)).toBe('token-1');
  });

  it('are left alone by every process for ten minutes while Zoho throttles', async () => {
    play((count) =>
      count === 1
        ? { status: 400, json: { error: '拒绝访问', error_description: '…', status: 'failure' } }
        : {
            json: { access_token: 'token-9', expires_in: 3600 },
          },
    );
    const throttled = { code: 'zoho.token_throttled', retry: { kind: 'pause' } };
    const [a, b] = [newProcess().tokens, newProcess().tokens];

    await expect(a.get()).rejects.toMatchObject(throttled);
    await expect(b.get()).rejects.toMatchObject(throttled);
    clock.advance(minutes(9));
    await expect(a.get()).rejects.toMatchObject(throttled);
    expect(server.received).toHaveLength(1);
    clock.advance(minutes(2));

    expect(await tokenOf(b)).toBe('token-9');
  });

  it('are not asked for again at once with credentials that were rejected', async () => {
    play(() => ({ json: { error: 'invalid_code' } }));
    const rejected = {
      code: 'zoho.credentials_rejected',
      retry: { kind: 'pause', forMs: minutes(1) },
    };
    const [a, b] = [newProcess().tokens, newProcess().tokens];

    await expect(a.get()).rejects.toMatchObject(rejected);
    await expect(b.get()).rejects.toMatchObject(rejected);

    expect(server.received).toHaveLength(1);
  });

  it('are had after a process died that was asking for one', async () => {
    const { tokens, connections } = newProcess();
    const { connections: dead } = newProcess();
    await tokens.get();
    const key = await tokenKey(connections);
    await dead.patient.set(`${key}:lock`, 'of a dead process', 'PX', 400);
    const diedAtMs = Date.now();
    tokens.invalidate('token-1');

    expect(await tokenOf(tokens)).toBe('token-2');
    expect(Date.now() - diedAtMs).toBeGreaterThanOrEqual(300);
  });

  it('are sent where the settings say, whatever the answer says', async () => {
    play(() => ({
      json: { access_token: 'token-1', expires_in: 3600, api_domain: 'https://www.zohoapis.eu' },
    }));

    const { apiUrl: named } = await newProcess().tokens.get();
    const other = { ZOHO_API_URL: '', ZOHO_DATA_CENTER: 'in' };
    const { apiUrl: ofTheDataCentre } = await newProcess(other).tokens.get();

    expect([named, ofTheDataCentre]).toEqual([server.url, 'https://www.zohoapis.in']);
  });

  it('name no host but those of Zoho, whatever is stored', async () => {
    const { connections } = newProcess();
    const store = new TokenStore(connections, credentials, 'https://accounts.zoho.com');
    const read = async (apiDomain: string): Promise<string | undefined> => {
      await store.writeToken({ ...anyToken, apiDomain }, clock.now());
      return (await store.read()).token?.apiDomain;
    };

    expect(await read('https://www.zohoapis.uk')).toBe('https://www.zohoapis.uk');
    expect(await read('https://evil.example')).toBeUndefined();
  });

  it('are in Redis encrypted, for this place and these credentials alone', async () => {
    const { connections } = newProcess();
    const { patient } = connections;
    const storeOf = (clientSecret: string, url = 'https://accounts.zoho.com'): TokenStore =>
      new TokenStore(connections, { ...credentials, clientSecret: new Secret(clientSecret) }, url);
    await storeOf('one').writeToken(anyToken, clock.now());
    const key = await tokenKey(connections);
    const kept = (await patient.get(key))!;

    expect(kept).not.toMatch(/an-access-token|scopes|apiDomain/);
    expect((await storeOf('one').read()).token).toEqual(anyToken);
    expect((await storeOf('another').read()).token).toBeUndefined();

    await patient.del(key);
    await storeOf('one', 'https://accounts.zoho.eu').writeToken(anyToken, clock.now());
    await patient.set(await tokenKey(connections), kept);
    expect((await storeOf('one', 'https://accounts.zoho.eu').read()).token).toBeUndefined();
  });

  it('of a version before, in clear text, still serve', async () => {
    const { connections } = newProcess();
    const store = new TokenStore(connections, credentials, 'https://accounts.zoho.com');
    await store.writeToken(anyToken, clock.now());
    const planted = { ...anyToken, apiDomain: 'http://127.0.0.1:1', provenBy: 7 };
    await connections.patient.set(await tokenKey(connections), JSON.stringify(planted));

    const { token } = await store.read();

    expect(token).toEqual({ ...anyToken, apiDomain: undefined, provenBy: '' });
  });

  it('are replaced where what is stored cannot be read', async () => {
    const { tokens, connections } = newProcess();
    await tokens.get();
    const key = await tokenKey(connections);
    await connections.patient.set(key, '{"token":42}');

    expect(await tokenOf(newProcess().tokens)).toBe('token-2');
  });

  it('cannot be had without credentials', async () => {
    const { tokens } = newProcess({
      ZOHO_CLIENT_ID: '',
      ZOHO_CLIENT_SECRET: '',
      ZOHO_REFRESH_TOKEN: '',
    });

    await expect(tokens.get()).rejects.toMatchObject({ code: 'zoho.credentials_missing' });
  });

  it('serve on while Redis hangs, and new ones wait until it is back', async () => {
    const [served, fresh] = [newProcess().tokens, newProcess().tokens];
    await served.get();

    redis.pause();
    try {
      expect(await tokenOf(served)).toBe('token-1');
      await expect(fresh.get()).rejects.toMatchObject({
        code: 'zoho.token_unavailable',
        retry: { kind: 'pause' },
      });
    } finally {
      redis.resume();
    }

    expect(await tokenOf(fresh)).toBe('token-1');
    expect(server.received).toHaveLength(1);
  });
});

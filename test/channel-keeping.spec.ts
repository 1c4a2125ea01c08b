import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { secretFingerprint } from '../src/kernel/signing.js';
import { Secret } from '../src/kernel/secret.js';
import { ChannelInstallation, type ChannelProcess } from './support/channel-installation.js';
import { testSecret } from './support/test-settings.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const all = ['Accounts', 'Calls', 'Contacts', 'Deals', 'Events', 'Notes', 'Tasks'];

describe('channels', () => {
  let zoho: ChannelInstallation;
  let process: ChannelProcess;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(async () => {
    zoho = await ChannelInstallation.start();
    process = await zoho.process();
  });

  afterEach(() => zoho.close());

  it('are made for every module, in one call; a second run changes nothing', async () => {
    const first = await process.kept();
    const second = await process.kept();

    expect(first).toHaveLength(7);
    expect(zoho.watched()).toEqual(all);
    expect(second).toEqual([]);
    expect([zoho.calls('POST'), zoho.calls('GET')]).toEqual([1, 2]);
    for (const { token } of zoho.simulator.channels()) expect(token).toHaveLength(43);
  });

  it('are renewed when half of their life is over, and not before', async () => {
    await process.keep();

    zoho.clock.advance(3.25 * dayMs - minuteMs);
    const early = await process.kept();
    zoho.clock.advance(2 * minuteMs);
    const late = await process.kept();

    expect(early).toEqual([]);
    expect(late).toHaveLength(7);
    expect(late).toContain('renew Deals done');
    expect(zoho.channelOf('Deals')?.expiresAtMs).toBe(zoho.clock.now() + 6.5 * dayMs);
    expect(await process.gaps.open()).toEqual([]);
  });

  it('that expired while nobody looked are made again, and their time is noted as a gap', async () => {
    await process.keep();
    const keptAtMs = zoho.clock.now();

    zoho.clock.advance(8 * dayMs);
    const before = zoho.watched();
    await (await zoho.process()).tick();

    expect(before).toEqual([]);
    expect(zoho.watched()).toEqual(all);
    const gaps = await process.gaps.open();
    expect(gaps).toHaveLength(7);
    expect(gaps[0]).toMatchObject({
      fromMs: keptAtMs,
      toMs: zoho.clock.now(),
      reason: 'channel_lost',
    });
  });

  it('are looked at when a process starts, and then only when something is due', async () => {
    await process.tick();
    await process.tick();
    zoho.clock.advance(59 * minuteMs);
    await process.tick();
    const asked = zoho.calls('GET');
    zoho.clock.advance(2 * minuteMs);
    await process.tick();

    expect(asked).toBe(1);
    expect(zoho.calls('GET')).toBe(2);
    await (await zoho.process()).tick();
    expect(zoho.calls('GET')).toBe(3);
  });

  it('that Zoho forgot are made again, and noted as a gap since they were last seen', async () => {
    await process.keep();
    zoho.clock.advance(hourMs);
    await process.keep();
    const seenAtMs = zoho.clock.now();
    zoho.clock.advance(20 * minuteMs);
    zoho.simulator.expireChannel(zoho.channelOf('Tasks')!.id);
    zoho.clock.advance(20 * minuteMs);

    expect(await process.kept()).toEqual(['create Tasks done']);
    expect(await process.gaps.open()).toMatchObject([{ api: 'Tasks', fromMs: seenAtMs }]);
  });

  it('that Zoho grants a shorter life are renewed at half of that', async () => {
    zoho.simulator.shortenChannelLives(hourMs);
    await process.tick();

    zoho.clock.advance(29 * minuteMs);
    await process.tick();
    const early = zoho.calls('PATCH');
    zoho.clock.advance(2 * minuteMs);
    await process.tick();

    expect([early, zoho.calls('PATCH')]).toEqual([0, 1]);
    expect(zoho.watched()).toEqual(all);
  });

  it('are made anew where a renewal is answered with NOT_SUBSCRIBED', async () => {
    await process.keep();
    zoho.simulator.faults.add({
      match: { method: 'PATCH', path: '/crm/v8/actions/watch' },
      body: { watch: [{ code: 'NOT_SUBSCRIBED', details: {}, message: 'no', status: 'error' }] },
      status: 400,
    });

    const kept = await process.kept({ renewAll: true });

    expect(kept).toContain('renew Deals done');
    expect(zoho.calls('POST')).toBe(2);
    expect(zoho.channelOf('Deals')?.expiresAtMs).toBe(zoho.clock.now() + 6.5 * dayMs);
  });

  it('are ended first where Zoho neither takes them nor knows them, as a last resort', async () => {
    const conflict = { code: 'INVALID_DATA', details: {}, message: 'no', status: 'error' };
    zoho.simulator.faults.add({
      match: { method: 'POST', path: '/crm/v8/actions/watch' },
      times: 1,
      body: { watch: [conflict] },
      status: 400,
    });

    await process.keep();

    expect([zoho.calls('POST'), zoho.calls('DELETE')]).toEqual([2, 1]);
    expect(zoho.watched()).toEqual(all);
  });

  it('that still serve are never ended, however often their renewal is refused', async () => {
    await process.keep();
    const refusal = { code: 'LIMIT_REACHED', details: {}, message: 'no', status: 'error' };
    for (const method of ['PATCH', 'POST']) {
      zoho.simulator.faults.add({
        match: { method, path: '/crm/v8/actions/watch' },
        body: { watch: [refusal] },
        status: 400,
      });
    }

    const kept = await process.kept({ renewAll: true });

    expect(kept).toContain('renew Deals refused LIMIT_REACHED');
    expect(zoho.calls('DELETE')).toBe(0);
    expect(zoho.watched()).toEqual(all);
    expect((await process.register.read()).check?.failure).toContain('LIMIT_REACHED');
  });

  it('of modules that Zoho refuses to watch are left to polling, and tried again after a day', async () => {
    zoho.simulator.setRefusedWatchModules(['Notes']);

    const first = await process.kept();
    const second = await process.kept();

    expect(first.filter((line) => line.includes('refused'))).toEqual([
      'create Notes refused NOT_SUPPORTED',
    ]);
    expect(second).toEqual([]);
    expect(await process.polled.list()).toEqual(['Notes']);
    expect(await process.statuses()).toMatchObject({ Notes: 'polled', Deals: 'watched' });
    zoho.simulator.setRefusedWatchModules([]);
    zoho.clock.advance(25 * hourMs);
    expect(await process.kept()).toEqual(['create Notes done']);
    expect(await process.polled.list()).toEqual([]);
  });

  it('of another public address are made, and the old ones ended after that', async () => {
    await process.keep();
    const moved = await zoho.process({ WEBHOOK_BASE_URL: 'https://new.example.com' });

    const kept = await moved.kept();

    expect(kept.slice(0, 7).every((line) => line.startsWith('create'))).toBe(true);
    expect(kept.slice(7).every((line) => line.startsWith('delete'))).toBe(true);
    expect(zoho.watched('https://new.example.com')).toEqual(all);
    expect(zoho.watched()).toEqual([]);
    expect(await process.gaps.open()).toHaveLength(7);
  });

  it('of modules that are synced no more are ended', async () => {
    await process.keep();

    const kept = await (await zoho.process({ ZOHO_MODULES: 'Deals,Activities' })).kept();

    expect(zoho.watched()).toEqual(['Calls', 'Deals', 'Events']);
    expect(kept).toHaveLength(4);
  });

  it("of somebody else's are left alone, also one that has our id", async () => {
    await process.keep();
    const { id } = zoho.channelOf('Deals')!;
    const foreign = {
      id,
      events: ['Deals.edit'],
      notifyUrl: 'https://somebody.example.com/hook?key=theirs',
      token: 'theirs',
      expiresAtMs: zoho.clock.now() + dayMs,
      returnsValues: false,
      notifiesRelated: true,
      condition: null,
    };
    const { redis } = process;
    await redis.patient.del(redis.key('channels'));
    zoho.simulator.plantChannel(foreign);

    const kept = await process.kept();

    expect(kept).toEqual(['create Deals done']);
    expect(zoho.simulator.channels()).toContainEqual(foreign);
    expect(zoho.watched()).toEqual(all);
    const rows = await process.report.present();
    expect(rows.filter(({ status }) => status === 'foreign')).toMatchObject([
      { channelId: id, note: 'tells somebody.example.com' },
    ]);
    expect(JSON.stringify(rows)).not.toContain('theirs');
  });

  it('are known again by their address and token where Redis lost everything', async () => {
    await process.keep();
    const { redis } = process;
    await redis.patient.del(redis.key('channels'));

    expect(await process.kept()).toEqual([]);
    expect(await process.report.known()).toEqual(
      expect.arrayContaining([expect.objectContaining({ api: 'Deals', status: 'watched' })]),
    );
  });

  it('stay off while a module is disabled, also through renewals, and leave a gap when it is enabled', async () => {
    await process.keep();
    const keptAtMs = zoho.clock.now();
    await process.register.disable('Deals', zoho.clock.now());
    const off = await process.kept();
    zoho.clock.advance(4 * dayMs);
    const renewed = await process.kept();
    const statuses = await process.statuses();
    await process.register.enable('Deals');
    const on = await process.kept();

    expect(off).toEqual(['delete Deals done']);
    expect(renewed).toHaveLength(6);
    expect(statuses).toMatchObject({ Deals: 'disabled' });
    expect(on).toEqual(['create Deals done']);
    expect(await process.gaps.open()).toMatchObject([
      { api: 'Deals', fromMs: keptAtMs, toMs: zoho.clock.now() },
    ]);
  });

  it('are kept by one process at a time; the others wait, or come later', async () => {
    const processes = await Promise.all([zoho.process(), zoho.process()]);

    const kept = await Promise.all(
      [process, ...processes].map((each) => each.kept({ waitMs: 9000 })),
    );

    expect(kept.filter((lines) => lines.length > 0)).toHaveLength(1);
    expect([zoho.calls('POST'), zoho.simulator.channels().length]).toEqual([1, 7]);
    const key = await process.register.lock.take(5000);
    await expect(process.keep()).rejects.toMatchObject({ code: 'registration.busy' });
    await process.register.lock.release(key!);
  });

  it.each([hourMs, -hourMs, 20 * hourMs])(
    'live as long as they should while our clock is off by %d ms',
    async (skewMs) => {
      zoho.simulator.advanceClock(skewMs);

      await process.keep();

      const zohoNowMs = zoho.clock.now() + skewMs;
      expect(zoho.channelOf('Deals')?.expiresAtMs).toBe(zohoNowMs + 6.5 * dayMs);
      expect(await process.kept()).toEqual([]);
      const [row] = await process.report.known();
      expect(row?.expiresInSeconds).toBe((6.5 * dayMs) / 1000);
    },
  );

  describe('while the secret is changed', () => {
    const changed = { WEBHOOK_SECRET: 'a1'.repeat(32), WEBHOOK_SECRET_PREVIOUS: testSecret };
    const oldWeb = {
      id: 'old',
      role: 'web',
      host: 'h',
      pid: 1,
      startedAtMs: 0,
      version: undefined,
      accepts: [secretFingerprint(new Secret(testSecret))],
      modules: ['Deals'],
      settings: [],
    };

    it('get the new token once no process is left that would turn it away', async () => {
      await process.keep();
      const tokens = () => zoho.simulator.channels().map(({ token }) => token);
      const before = tokens();
      await process.processes.beat(oldWeb);
      const next = await zoho.process(changed);

      await next.tick();
      const meanwhile = tokens();
      zoho.clock.advance(31_000);
      await next.tick();

      expect(meanwhile).toEqual(before);
      expect(tokens().filter((token) => before.includes(token))).toEqual([]);
      expect(await process.gaps.open()).toEqual([]);
    });
  });

  it('are put right as soon as Zoho answers again, where it was down when the process started', async () => {
    const down = zoho.simulator.faults.add({ match: { path: '/crm/' }, status: 503 });
    await process.tick();
    const failure = (await process.register.read()).check?.failure;
    down();
    zoho.clock.advance(15_000);
    await process.tick();

    expect(failure).toContain('Zoho is out of order');
    expect(zoho.watched()).toEqual(all);
    expect((await process.register.read()).check?.failure).toBeUndefined();
  });

  it('are asked about no sooner than Zoho allows', async () => {
    zoho.simulator.faults.add({
      match: { path: '/crm/' },
      times: 1,
      status: 429,
      code: 'TOO_MANY_REQUESTS',
      headers: { 'Retry-After': '600' },
    });
    await process.tick();

    zoho.clock.advance(9 * minuteMs);
    await process.tick();
    const early = zoho.calls('GET');
    zoho.clock.advance(2 * minuteMs);
    await process.tick();

    expect([early, zoho.calls('GET')]).toEqual([1, 2]);
    expect(zoho.watched()).toEqual(all);
  });

  it.each<[string, (installation: ChannelInstallation) => void, string]>([
    [
      'the refresh token was revoked',
      ({ simulator }) => {
        simulator.revokeGrants();
      },
      'ZOHO_REFRESH_TOKEN',
    ],
    [
      'the scope is missing',
      ({ simulator }) => {
        simulator.setScopes(['ZohoCRM.modules.ALL']);
      },
      'scope',
    ],
  ])('say what a person must do where %s', async (_, spoil, remedy) => {
    spoil(zoho);

    await expect(process.keep()).rejects.toThrow(remedy);
    await process.tick();

    expect((await process.register.read()).check?.failure).toContain(remedy);
  });
});

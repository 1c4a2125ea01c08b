import { afterEach, beforeAll, describe, expect } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { type Fault } from '../simulator/http/faults.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { ChannelInstallation, type ChannelProcess } from './support/channel-installation.js';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
/** How often the schedule ticks. */
const tickMs = 15 * secondMs;
const modules = 7;

/** Lives through time, tick by tick; remembers for how long at a stretch a module was not watched. */
class Life {
  longestUnwatchedMs = 0;
  #unwatchedMs = 0;
  #process: ChannelProcess | undefined;

  constructor(private readonly zoho: ChannelInstallation) {}

  async restart(): Promise<ChannelProcess> {
    await this.stop();
    this.#process = await this.zoho.process();
    return this.#process;
  }

  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.stop();
  }

  /** `faults` are there all the while. */
  async live(forMs: number, faults: readonly Fault[] = []): Promise<void> {
    const removals = faults.map((fault) => this.zoho.simulator.faults.add(fault));
    for (let livedMs = 0; livedMs < forMs; livedMs += tickMs) {
      await this.#process?.tick();
      this.zoho.clock.advance(tickMs);
      const watched = this.zoho.watched().length === modules;
      this.#unwatchedMs = watched ? 0 : this.#unwatchedMs + tickMs;
      this.longestUnwatchedMs = Math.max(this.longestUnwatchedMs, this.#unwatchedMs);
    }
    for (const remove of removals) remove();
  }
}

describe('a week of channel life', () => {
  let zoho: ChannelInstallation;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  afterEach(() => zoho.close());

  const anywhere = { path: '/crm/v8/actions/watch' };
  const troubles: readonly [string, number, readonly Fault[]][] = [
    ['Zoho out of order', 5 * hourMs, [{ match: anywhere, status: 500 }]],
    ['connections dropped', 2 * hourMs, [{ match: anywhere, dropConnection: true }]],
    ['a page of a proxy', hourMs, [{ match: anywhere, html: true }]],
    ['too many calls', 2 * hourMs, [{ match: anywhere, status: 429, code: 'TOO_MANY_REQUESTS' }]],
    [
      'no tokens',
      3 * hourMs,
      [{ match: { path: '/oauth/' }, status: 400, body: { error: 'Access Denied' } }],
    ],
    [
      'renewals refused',
      hourMs,
      [
        {
          match: { ...anywhere, method: 'PATCH' },
          status: 400,
          body: { watch: [{ code: 'NOT_SUBSCRIBED', details: {}, message: '', status: 'error' }] },
        },
      ],
    ],
  ];

  itNeedsRedis(
    'passes with no moment in which a module is not watched, through faults and restarts',
    async () => {
      zoho = await ChannelInstallation.start();
      const life = new Life(zoho);
      await life.restart();
      const begunAtMs = zoho.clock.now();
      await life.live(minuteMs);
      const afterFirstTick = life.longestUnwatchedMs;

      await life.live(4 * 24 * hourMs);
      // Of half a day, so that a renewal falls due while each of the faults lasts.
      zoho.simulator.shortenChannelLives(12 * hourMs);
      await (await life.restart()).keep({ renewAll: true });
      for (const [index, [, forMs, faults]] of troubles.entries()) {
        await life.live(6 * hourMs - minuteMs);
        await life.live(forMs, faults);
        await life.live(minuteMs);
        await life.stop();
        await life.live(30 * minuteMs);
        const { redis } = await life.restart();
        if (index % 2 === 0) await redis.patient.del(redis.key('channels'));
        zoho.simulator.revokeTokens();
        await life.live(5 * hourMs);
      }
      zoho.simulator.shortenChannelLives(7 * 24 * hourMs);
      await life.live(begunAtMs + 7 * 24 * hourMs - zoho.clock.now());

      expect(afterFirstTick).toBe(0);
      expect(zoho.clock.now() - begunAtMs).toBeGreaterThanOrEqual(7 * 24 * hourMs);
      expect(life.longestUnwatchedMs).toBe(0);
      const gaps = await (await life.restart()).gaps.open();
      // Where the machine was too busy to hear Redis, that is a gap by itself, and no channel's fault.
      expect(gaps.filter(({ reason }) => reason !== 'redis_away')).toEqual([]);
    },
  );

  itNeedsRedis(
    'has every channel that Zoho drops back within a minute, where it is looked at that often',
    async () => {
      zoho = await ChannelInstallation.start({ CHANNEL_RENEW_EVERY: '45s' });
      const life = new Life(zoho);
      const process = await life.restart();
      await life.live(minuteMs);

      for (const api of ['Deals', 'Tasks', 'Notes', 'Calls'] as const) {
        await life.live(20 * minuteMs);
        zoho.simulator.expireChannel(zoho.channelOf(api)!.id);
        await life.live(2 * minuteMs);
      }

      expect(life.longestUnwatchedMs).toBeGreaterThan(0);
      expect(life.longestUnwatchedMs).toBeLessThanOrEqual(minuteMs);
      const gaps = await process.gaps.open();
      expect(gaps.map(({ api }) => api)).toEqual(['Deals', 'Tasks', 'Notes', 'Calls']);
      for (const { fromMs, toMs } of gaps) expect(toMs - fromMs).toBeLessThanOrEqual(minuteMs);
    },
  );
});

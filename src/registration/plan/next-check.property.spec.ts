import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { always } from '../../../test/support/properties.js';
import { settingsFor } from '../../../test/support/scripted-server.js';
import { type Channel } from '../../zoho/channels/channel-entries.js';
import { type LastCheck } from '../register-state.js';
import { type KnownChannel, planChannels } from './channel-plan.js';
import { ChannelTokens } from './channel-tokens.js';
import { desiredChannels, notifyUrlOf } from './desired-channels.js';
import { nextCheckMs } from './next-check.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const startMs = Date.parse('2026-03-01T09:00:00Z');
/** The tick at which it is looked whether a check is due. */
const tickMs = 15_000;
const address = 'https://hooks.example.com';
const desired = desiredChannels(['Deals'], address);
const { webhook } = settingsFor('http://127.0.0.1', {});
const tokens = new ChannelTokens(webhook, []);

interface Weather {
  /** CHANNEL_RENEW_EVERY. */
  readonly everyMs: number;
  /** How far Zoho's clock is ahead of ours. */
  readonly skewMs: number;
  /** The lives that Zoho grants, one after the other, over and over. */
  readonly grantedMs: readonly number[];
  /** Checks in a row that fail, before each that doesn't. */
  readonly failures: readonly number[];
}

interface Kept {
  readonly channel: Channel | undefined;
  readonly known: readonly KnownChannel[];
}

/** One look that succeeds: what was due is done, and Zoho grants a life of `grantedMs`. */
function keptAt(atMs: number, kept: Kept, skewMs: number, grantedMs: number): Kept {
  const zohoNowMs = atMs + skewMs;
  const actual = kept.channel === undefined ? [] : [kept.channel];
  const notifyUrl = notifyUrlOf(address);
  const { known } = kept;
  const [step] = planChannels({ desired, notifyUrl, actual, known, tokens, zohoNowMs });
  if (step?.action !== 'create' && step?.action !== 'renew') return kept;
  const { channelId, events, token } = step.request;
  const expiresAtMs = zohoNowMs + grantedMs;
  const told = { returnsValues: true, notifiesRelated: false };
  const alive = { confirmedAtMs: zohoNowMs, expiresAtMs, aliveAtMs: atMs };
  return {
    channel: { channelId, api: 'Deals', events, notifyUrl, token, expiresAtMs, ...told },
    known: [{ api: 'Deals', channelId, ...alive }],
  };
}

interface Life {
  /** Zoho's time of every check that went well, and when the channel's life before it was over. */
  readonly checks: readonly { readonly atMs: number; readonly expiredAtMs: number | undefined }[];
  readonly asked: number;
}

/** Ten days of checks, as the upkeep makes them. */
function tenDaysIn({ everyMs, skewMs, grantedMs, failures }: Weather): Life {
  let kept: Kept = { channel: undefined, known: [] };
  let asked = 0;
  let inARow = 0;
  const checks: { atMs: number; expiredAtMs: number | undefined }[] = [];
  for (let atMs = startMs; atMs < startMs + 10 * dayMs; asked += 1) {
    const fails = inARow < (failures[checks.length % failures.length] ?? 0);
    inARow = fails ? inARow + 1 : 0;
    if (!fails) {
      const before = kept;
      checks.push({ atMs: atMs + skewMs, expiredAtMs: before.channel?.expiresAtMs });
      kept = keptAt(atMs, before, skewMs, grantedMs[asked % grantedMs.length] ?? dayMs);
    }
    const check: LastCheck = {
      atMs,
      failure: fails ? 'any' : undefined,
      failures: inARow,
      againAtMs: 0,
      skewMs,
      waitsForProcesses: false,
    };
    const none = {
      disabled: new Map(),
      refused: new Map(),
      unkept: new Map(),
      unregisteredAtMs: undefined,
    };
    const state = { ...none, known: kept.known, check, readAtMs: atMs };
    const dueMs = nextCheckMs(state, everyMs, ['Deals']);
    atMs += Math.max(1, Math.ceil((dueMs - atMs) / tickMs)) * tickMs;
  }
  return { checks, asked };
}

const anyWeather: fc.Arbitrary<Weather> = fc.record({
  everyMs: fc.integer({ min: 20 * minuteMs, max: dayMs }),
  skewMs: fc.integer({ min: -10 * minuteMs, max: 10 * minuteMs }),
  grantedMs: fc.array(fc.integer({ min: 20 * minuteMs, max: 7 * dayMs }), {
    minLength: 1,
    maxLength: 5,
  }),
  failures: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 }),
});

describe('ten days of checks', () => {
  it('renews every channel before its life is over, whatever Zoho grants, also after failures', () => {
    always(
      [anyWeather],
      (weather) => {
        const { checks } = tenDaysIn(weather);
        const late = checks.filter(({ atMs, expiredAtMs }) => atMs >= (expiredAtMs ?? Infinity));

        expect(checks.length).toBeGreaterThan(2);
        expect(late).toEqual([]);
      },
      20,
    );
  });

  it('asks no more than it must: at the usual times, at half of a life, and after failures', () => {
    const calm = anyWeather.map((weather) => ({ ...weather, failures: [0] }));
    always(
      [calm],
      (weather) => {
        const usual = (10 * dayMs) / weather.everyMs;
        const halves = (10 * dayMs) / (Math.min(...weather.grantedMs) / 2);

        expect(tenDaysIn(weather).asked).toBeLessThanOrEqual(usual + halves + 2);
      },
      20,
    );
  });
});

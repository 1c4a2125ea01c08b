import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { liveProcess } from '../../../test/support/live-processes.js';
import { always } from '../../../test/support/properties.js';
import { settingsFor } from '../../../test/support/scripted-server.js';
import { usualApis } from '../../crm/modules.js';
import { Secret } from '../../kernel/secret.js';
import { channelTokenName, deriveToken } from '../../kernel/signing.js';
import { type Channel } from '../../zoho/channels/channel-entries.js';
import {
  type ChannelStep,
  type KeepStep,
  type KnownChannel,
  planChannels,
  type PlanFacts,
} from './channel-plan.js';
import { ChannelTokens } from './channel-tokens.js';
import { desiredChannels, lifetimeMs, notifyUrlOf } from './desired-channels.js';

const address = 'https://hooks.example.com';
const elsewhere = 'https://other.example.com/hook';
const nowMs = Date.parse('2026-03-01T09:00:00Z');
const secrets = { current: 'c1', previous: 'd1', unknown: 'e1' };
const allIds = desiredChannels(usualApis, address).flatMap(({ channelIds }) => channelIds);

function tokenOf(whose: keyof typeof secrets, channelId: string): Secret {
  return new Secret(
    deriveToken(new Secret(secrets[whose].repeat(32)), channelTokenName(channelId)),
  );
}

/** Whether the previous secret is still accepted, and whether every process knows the current one. */
const anyTokens = fc.record({ rotating: fc.boolean(), waits: fc.boolean() }).map((how) => {
  const { webhook } = settingsFor('http://127.0.0.1', {
    WEBHOOK_SECRET: secrets.current.repeat(32),
    ...(how.rotating ? { WEBHOOK_SECRET_PREVIOUS: secrets.previous.repeat(32) } : {}),
  });
  return new ChannelTokens(webhook, how.waits ? [liveProcess()] : []);
});

/** A channel of one of our ids or of another, of ours or of somebody else's, as it should be or not at all. */
const anyChannel = fc
  .record({
    // The third name of a module is never taken: that all three are would take somebody who means it.
    channelId: fc.constantFrom(...allIds.filter((_, index) => index % 3 !== 2), '7', '8', '9'),
    whose: fc.constantFrom('current', 'previous', 'unknown', undefined),
    notifyUrl: fc.constantFrom(notifyUrlOf(address), notifyUrlOf(address), elsewhere, undefined),
    parts: fc.subarray(['create', 'edit', 'delete', 'all'], { minLength: 1 }),
    otherApi: fc.option(fc.constantFrom('Leads', 'Tasks', 'Deals'), { nil: undefined, freq: 5 }),
    expiresAtMs: fc.option(fc.integer({ min: nowMs - 60_000, max: nowMs + lifetimeMs }), {
      nil: undefined,
      freq: 8,
    }),
    returnsValues: fc.constantFrom(true, true, false, undefined),
    notifiesRelated: fc.constantFrom(false, false, true, undefined),
  })
  .map(({ whose, parts, otherApi, ...row }): Channel => {
    const named = desiredChannels(usualApis, address).find(({ channelIds }) => {
      return channelIds.includes(row.channelId);
    });
    const api = otherApi ?? named?.api ?? 'Deals';
    const token = whose === undefined ? undefined : tokenOf(whose, row.channelId);
    return { ...row, api, token, events: parts.map((part) => `${api}.${part}`) };
  });

/** A channel that we remember: by one of its module's ids, or by one of another public address. */
const anyKnown: fc.Arbitrary<KnownChannel> = fc
  .record({
    desired: fc.constantFrom(...desiredChannels(usualApis, address)),
    name: fc.nat({ max: 3 }),
    confirmedAtMs: fc.integer({ min: nowMs - lifetimeMs, max: nowMs }),
    expiresAtMs: fc.integer({ min: nowMs - 60_000, max: nowMs + lifetimeMs }),
    aliveAtMs: fc.constant(nowMs),
  })
  .map(({ desired: { api, channelIds }, name, ...times }) => {
    return { api, channelId: channelIds[name] ?? '7', ...times };
  });

const anyFacts: fc.Arbitrary<PlanFacts> = fc.record({
  desired: fc.subarray([...usualApis]).map((apis) => desiredChannels(apis, address)),
  notifyUrl: fc.constant(notifyUrlOf(address)),
  actual: fc.array(anyChannel, { maxLength: 12 }),
  known: fc.uniqueArray(anyKnown, { selector: ({ api }) => api, maxLength: 4 }),
  tokens: anyTokens,
  zohoNowMs: fc.constant(nowMs),
  renewAll: fc.boolean(),
});

function isKeep(step: ChannelStep): step is KeepStep {
  return step.action !== 'delete';
}

function idOf(step: ChannelStep): string {
  return isKeep(step) ? step.request.channelId : step.channelId;
}

/** What Zoho has, and we know, once a plan was carried out; `grantedMs` is the life that Zoho gives. */
function carriedOut(facts: PlanFacts, grantedMs: number): PlanFacts {
  const plan = planChannels(facts);
  const touched = plan.filter(({ action }) => action !== 'leave').map(idOf);
  const made = plan.filter(isKeep).filter(({ action }) => action !== 'leave');
  const expiresAtMs = facts.zohoNowMs + grantedMs;
  const rows = made.map(({ api, request }): Channel => {
    const { channelId, notifyUrl, token } = request;
    const events = ['create', 'edit', 'delete'].map((part) => `${api}.${part}`);
    const asked = { returnsValues: true, notifiesRelated: false, expiresAtMs };
    return { channelId, api, events, notifyUrl, token, ...asked };
  });
  const confirmed = made.map(({ api, request }): KnownChannel => {
    const times = { confirmedAtMs: facts.zohoNowMs, expiresAtMs, aliveAtMs: facts.zohoNowMs };
    return { api, channelId: request.channelId, ...times };
  });
  return {
    ...facts,
    renewAll: false,
    actual: [...facts.actual.filter(({ channelId }) => !touched.includes(channelId)), ...rows],
    known: [
      ...facts.known.filter(({ api }) => !confirmed.some((channel) => channel.api === api)),
      ...confirmed,
    ],
  };
}

/** A row that every change of its module reaches us by, and that we accept. */
function serves(channel: Channel, { notifyUrl, tokens }: PlanFacts): boolean {
  const { api, events, channelId, token } = channel;
  const parts = ['create', 'edit', 'delete'].map((part) => `${api}.${part}`);
  const all = events.includes(`${api}.all`) || parts.every((part) => events.includes(part));
  return all && channel.notifyUrl === notifyUrl && tokens.kindOf(channelId, token) !== 'foreign';
}

describe('the plan for any channels', () => {
  it('has one step for every module that is to be watched, and no channel twice', () => {
    always([anyFacts], (facts) => {
      const plan = planChannels(facts);
      const ids = plan.map(idOf);

      expect(plan.filter(isKeep).map(({ api }) => api)).toEqual(
        facts.desired.map(({ api }) => api),
      );
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).not.toContain('');
    });
  });

  it('leaves nothing to be done once it is carried out, however short a life Zoho grants', () => {
    const granted = fc.oneof(
      fc.constant(lifetimeMs),
      fc.integer({ min: 1000, max: 7 * 86_400_000 }),
    );
    always([anyFacts, granted], (facts, grantedMs) => {
      const again = planChannels(carriedOut(facts, grantedMs));

      expect(again.map(({ action }) => action)).toEqual(facts.desired.map(() => 'leave'));
    });
  });

  it('ends no channel that serves a module which is to be watched and has one of its ids', () => {
    always([anyFacts], (facts) => {
      const ended = planChannels(facts).filter(({ action }) => action === 'delete');
      const after = carriedOut(facts, lifetimeMs);

      for (const { api, channelIds } of facts.desired) {
        const first = facts.actual.filter(({ channelId }) => channelId === channelIds[0]);
        const served = first.some((row) => row.api === api && serves(row, facts));
        if (served) expect(ended.map(idOf)).not.toContain(channelIds[0]);
        expect(after.actual.some((row) => row.api === api && serves(row, after))).toBe(true);
      }
    });
  });

  it("does nothing to a channel of somebody else's", () => {
    always([anyFacts], (facts) => {
      const rowsOf = new Map<string, Channel[]>();
      for (const row of facts.actual) {
        rowsOf.set(row.channelId, [...(rowsOf.get(row.channelId) ?? []), row]);
      }
      const foreign = [...rowsOf].filter(([id, rows]) =>
        rows.every(
          (row) =>
            row.notifyUrl !== facts.notifyUrl &&
            facts.tokens.kindOf(id, row.token) === 'foreign' &&
            !facts.known.some(({ channelId }) => channelId === id),
        ),
      );
      const touched = planChannels(facts).map(idOf);

      for (const [id] of foreign) expect(touched).not.toContain(id);
    });
  });

  it('asks Zoho for what it accepts: an id of at most 18 digits, a short token, less than a week', () => {
    always([anyFacts], (facts) => {
      for (const { request, api } of planChannels(facts).filter(isKeep)) {
        expect(request.channelId).toMatch(/^[1-9]\d{0,17}$/);
        expect(request.token.reveal().length).toBeLessThanOrEqual(50);
        expect(facts.tokens.kindOf(request.channelId, request.token)).not.toBe('foreign');
        expect(request.expiresAtMs - facts.zohoNowMs).toBeLessThan(7 * 86_400_000);
        expect(request.events).toEqual([`${api}.all`]);
      }
    });
  });
});

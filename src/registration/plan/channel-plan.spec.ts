import { describe, expect, it } from '@jest/globals';

import { liveProcess } from '../../../test/support/live-processes.js';
import { settingsFor } from '../../../test/support/scripted-server.js';
import { Secret } from '../../kernel/secret.js';
import { channelTokenName, deriveToken } from '../../kernel/signing.js';
import { type Channel } from '../../zoho/channels/channel-entries.js';
import {
  type ChannelStep,
  type KnownChannel,
  planChannels,
  type PlanFacts,
} from './channel-plan.js';
import { ChannelTokens } from './channel-tokens.js';
import { desiredChannels, notifyUrlOf } from './desired-channels.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nowMs = Date.parse('2026-03-01T09:00:00Z');
const address = 'https://hooks.example.com';
const [current, previous, unknown] = ['c1', 'd1', 'e1'].map((digits) => digits.repeat(32)) as [
  string,
  string,
  string,
];
const desired = desiredChannels(['Deals'], address);
const [id, secondId] = desired[0]!.channelIds as [string, string];

const tokenOf = (secret: string, channelId = id): Secret =>
  new Secret(deriveToken(new Secret(secret), channelTokenName(channelId)));

function tokens(accepted: readonly string[] = [], old?: string): ChannelTokens {
  const { webhook } = settingsFor('http://127.0.0.1', {
    WEBHOOK_SECRET: current,
    ...(old === undefined ? {} : { WEBHOOK_SECRET_PREVIOUS: old }),
  });
  return new ChannelTokens(
    webhook,
    accepted.length === 0 ? [] : [liveProcess({ accepts: accepted })],
  );
}

function channel(changes: Partial<Channel> = {}): Channel {
  return {
    channelId: id,
    api: 'Deals',
    events: ['Deals.edit', 'Deals.create', 'Deals.delete'],
    notifyUrl: notifyUrlOf(address),
    token: tokenOf(current),
    expiresAtMs: nowMs + 6 * dayMs,
    returnsValues: true,
    notifiesRelated: false,
    ...changes,
  };
}

function known(changes: Partial<KnownChannel> = {}): KnownChannel {
  const expiresAtMs = nowMs + 6 * dayMs;
  const confirmedAtMs = expiresAtMs - 6.5 * dayMs;
  return { api: 'Deals', channelId: id, confirmedAtMs, expiresAtMs, aliveAtMs: nowMs, ...changes };
}

function plan(changes: Partial<PlanFacts> = {}): readonly ChannelStep[] {
  return planChannels({
    desired,
    notifyUrl: notifyUrlOf(address),
    actual: [channel()],
    known: [known()],
    tokens: tokens(),
    zohoNowMs: nowMs,
    ...changes,
  });
}

const shown = (steps: readonly ChannelStep[]): readonly string[] =>
  steps.map(({ action, cause }) => `${action}: ${cause}`);

describe('planChannels', () => {
  it('leaves a channel that is as it should be', () => {
    expect(plan()).toMatchObject([
      { action: 'leave', api: 'Deals', cause: 'well', wasDeaf: false },
    ]);
  });

  it.each<[string, Partial<PlanFacts>, string]>([
    ['that never was', { actual: [], known: [] }, 'create: missing'],
    ['that Zoho forgot', { actual: [] }, 'create: gone'],
    [
      'that expired',
      { actual: [], known: [known({ expiresAtMs: nowMs - 1000 })] },
      'create: expired',
    ],
    [
      'of another public address before',
      { actual: [], known: [known({ channelId: '7' })] },
      'create: address_changed',
    ],
  ])('creates a channel %s', (_, facts, expected) => {
    expect(shown(plan(facts))).toEqual([expected]);
    expect(plan(facts)[0]).toMatchObject({ wasDeaf: true, expiresAtMs: undefined });
  });

  it('asks for six and a half days by the clock of Zoho, with the token of the secret', () => {
    const [step] = plan({ actual: [], known: [] });

    expect(step).toMatchObject({
      request: {
        channelId: id,
        events: ['Deals.all'],
        notifyUrl: 'https://hooks.example.com/webhooks/zoho',
        expiresAtMs: nowMs + 6.5 * dayMs,
      },
    });
    expect(step?.action === 'create' && step.request.token.reveal()).toBe(
      tokenOf(current).reveal(),
    );
  });

  it.each<[string, Partial<Channel>, string, boolean]>([
    ['address', { notifyUrl: 'https://old.example.com/' }, 'other_address', true],
    ['token', { token: tokenOf(unknown) }, 'other_token', true],
    ['token, as there is none', { token: undefined }, 'other_token', true],
    ['events', { events: ['Deals.edit', 'Deals.create'] }, 'other_events', true],
    ['module', { api: 'Tasks', events: ['Tasks.all'] }, 'other_events', true],
    ['values', { returnsValues: false }, 'tells_no_values', false],
    ['related records', { notifiesRelated: true }, 'tells_related', false],
  ])('replaces a channel of another %s', (_, changes, cause, wasDeaf) => {
    expect(plan({ actual: [channel(changes)] })).toMatchObject([
      { action: 'replace', cause, wasDeaf },
    ]);
  });

  it('replaces a channel that watches a module more', () => {
    const actual = [channel(), channel({ api: 'Tasks', events: ['Tasks.all'] })];

    expect(shown(plan({ actual }))).toEqual(['replace: other_events']);
  });

  it.each([
    ['half of the life that was asked_for', 6.5 * dayMs, 3.25 * dayMs, 'renew'],
    ['more than half of it', 6.5 * dayMs, 3.25 * dayMs + 1000, 'leave'],
    ['half of an hour that Zoho made of it', hourMs, hourMs / 2, 'renew'],
    ['more than half of that hour', hourMs, hourMs / 2 + 1000, 'leave'],
  ])('with %s left: %d of %d ms, it says %s', (_, lifeMs, leftMs, action) => {
    const expiresAtMs = nowMs + leftMs;
    const confirmed = known({ expiresAtMs, confirmedAtMs: expiresAtMs - lifeMs });

    expect(plan({ actual: [channel({ expiresAtMs })], known: [confirmed] })).toMatchObject([
      { action },
    ]);
  });

  it('takes the whole life for granted where it is not known when it began', () => {
    const left = (ms: number) => [channel({ expiresAtMs: nowMs + ms })];

    expect(plan({ actual: left(4 * dayMs), known: [] })).toMatchObject([{ action: 'leave' }]);
    expect(plan({ actual: left(3 * dayMs), known: [] })).toMatchObject([{ action: 'renew' }]);
    expect(plan({ actual: [channel({ expiresAtMs: undefined })] })).toMatchObject([
      { action: 'renew', cause: 'unknown_expiry' },
    ]);
  });

  it('renews whatever is left of its life where that is asked_for', () => {
    expect(shown(plan({ renewAll: true }))).toEqual(['renew: asked_for']);
  });

  it('ends channels of ours that are not asked_for, each once, and leaves those of others', () => {
    const own = [
      channel({ channelId: '7' }),
      channel({ channelId: '7', api: 'Tasks' }),
      channel({ channelId: '8', notifyUrl: 'https://old.example.com/', token: undefined }),
    ];
    const others = [
      channel({ channelId: '9', notifyUrl: 'https://other.example.com/', token: undefined }),
      channel({ channelId: '10', notifyUrl: 'https://b.example/', token: tokenOf(current, '10') }),
    ];
    const steps = plan({
      actual: [channel(), ...own, ...others],
      known: [known(), known({ api: 'Tasks', channelId: '8' })],
    });

    expect(steps.slice(1)).toMatchObject([
      { action: 'delete', channelId: '7' },
      { action: 'delete', channelId: '8' },
    ]);
  });

  it("takes the next id where somebody else's channel has ours, and touches it not", () => {
    const foreign = channel({ notifyUrl: 'https://other.example.com/', token: undefined });
    const facts = { actual: [foreign], known: [] };

    expect(plan(facts)).toMatchObject([
      { action: 'create', cause: 'id_taken', request: { channelId: secondId } },
    ]);
    const own = channel({ channelId: secondId, token: tokenOf(current, secondId) });
    expect(plan({ ...facts, actual: [foreign, own] })).toMatchObject([{ action: 'leave' }]);
  });

  it("ends no channel of which a module is somebody else's", () => {
    const actual = [channel(), channel({ notifyUrl: undefined, token: undefined })];

    const steps = plan({ actual, known: [] });

    expect(steps).toMatchObject([{ action: 'create', request: { channelId: secondId } }]);
  });

  describe('while the secret is changed', () => {
    const old = [channel({ token: tokenOf(previous) })];

    it('replaces the tokens of the previous secret', () => {
      expect(plan({ actual: old, tokens: tokens([], previous) })).toMatchObject([
        { action: 'replace', cause: 'previous_secret', wasDeaf: false },
      ]);
    });

    it('keeps them while a process takes deliveries that does not accept the current one', () => {
      const waiting = tokens(['of another secret'], previous);
      const [step] = plan({ actual: old, tokens: waiting });
      const [created] = plan({ actual: [], tokens: waiting });

      expect(step).toMatchObject({ action: 'leave' });
      expect(step?.cause).toBe('waits');
      expect(created?.action === 'create' && created.request.token.reveal()).toBe(
        tokenOf(previous).reveal(),
      );
    });

    it('gives no channel its old token back meanwhile', () => {
      const [step] = plan({ tokens: tokens(['of another secret'], previous), renewAll: true });

      expect(step?.action === 'renew' && step.request.token.reveal()).toBe(
        tokenOf(current).reveal(),
      );
    });

    it('does not wait where there is no previous secret to wait with', () => {
      expect(plan({ tokens: tokens(['of another secret']) })).toMatchObject([{ action: 'leave' }]);
      expect(plan({ actual: old, tokens: tokens(['of another secret']) })).toMatchObject([
        { action: 'replace', cause: 'other_token', wasDeaf: true },
      ]);
    });
  });
});

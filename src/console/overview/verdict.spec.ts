import { describe, expect, it } from '@jest/globals';

import { type StatusAnswer } from '../../asking/memory-status.js';
import { liveProcess } from '../../../test/support/live-processes.js';
import { type LiveProcess } from '../../installation/live-process.js';
import { type Trouble } from '../../observability/trouble.js';
import { type ChannelRow } from '../../registration/channel-row.js';
import { overviewFindings } from './overview-findings.js';
import { type OverviewState, type QueuesAndPauses, type UpkeepNow } from './overview-state.js';
import { type Verdict, verdictOn } from './verdict.js';

const nowMs = Date.parse('2026-03-01T09:00:00Z');
const provedAt = '2026-03-01T08:59:00.000Z';
const freshness = {
  ...{ version: null, written_at: null, pending: false, told_through: provedAt },
  ...{ proved_through: provedAt, compared_at: null, except: 0 },
};
const memory: StatusAnswer = {
  ...{ memory: 'local', documents: 7, time_zone: 'UTC', modules: [] },
  freshness,
};
const quiet: QueuesAndPauses = {
  depths: [{ module: 'Deals', waiting: 0, unrouted: 0, delayed: 0, active: 0 }],
  deadLetters: new Map(),
  ages: new Map(),
  lags: new Map(),
  paused: new Map(),
};
const still: UpkeepNow = {
  ...{ memory, channels: [], gaps: [], proofs: [], failures: [], sweeps: [] },
};
const processOf = (role: string): LiveProcess => liveProcess({ id: role, role, seenAtMs: nowMs });
const well: OverviewState = {
  ...{ nowMs, fromCrm: true, limit: 2000, troubles: [], processes: [processOf('all')] },
  ...{ queues: quiet, upkeep: still, syncs: [] },
};
const trouble: Trouble = {
  subject: 'zoho',
  sinceMs: nowMs - 60_000,
  lastFailedMs: nowMs,
  code: 'zoho.unavailable',
  message: 'Zoho answers HTTP 500: wait.',
};
const lost: ChannelRow = {
  ...{ module: 'Deals', api: 'Deals', channelId: null, status: 'missing', note: '' },
  ...{ expiresAt: null, expiresInSeconds: null, lastDelivery: null },
};

const verdict = (changes: Partial<OverviewState>): Verdict => {
  const state = { ...well, ...changes };
  return verdictOn(state, overviewFindings(state));
};
const findings = (changes: Partial<OverviewState>): readonly (readonly string[])[] =>
  overviewFindings({ ...well, ...changes }).map(({ severity, place, what }) => [
    severity,
    place,
    what,
  ]);
const queues = (changes: Partial<QueuesAndPauses>): Partial<OverviewState> => ({
  queues: { ...quiet, ...changes },
});
const upkeep = (changes: Partial<UpkeepNow>): Partial<OverviewState> => ({
  upkeep: { ...still, ...changes },
});

describe('the verdict', () => {
  it('is that memory is true, where all is in and the CRM was asked', () => {
    expect(verdict({})).toEqual({
      truth: 'true',
      sentence: 'Memory is true to Zoho CRM',
      because: 'All that was told is in, and Zoho was asked for what it did not tell.',
      since: null,
      proved_through: provedAt,
    });
  });

  it.each<[string, Partial<OverviewState>, Partial<Verdict>]>([
    [
      'does not claim more than what was told, where the CRM was never asked',
      upkeep({ memory: { ...memory, freshness: { ...freshness, proved_through: null } } }),
      { truth: 'told', sentence: 'Memory holds what it was told, and perhaps not all' },
    ],
    [
      'is about what was delivered, where nobody can be asked',
      { fromCrm: false },
      { truth: 'true', sentence: 'Memory is true to what was delivered' },
    ],
    [
      'leaves out the records that could not be synced',
      queues({ deadLetters: new Map([['Deals', 1]]) }),
      { truth: 'except', sentence: 'Memory is true to Zoho CRM, except for 1 record' },
    ],
    [
      'leaves out times in which nothing may have been told',
      upkeep({ gaps: [{ api: 'Deals', fromMs: 1, toMs: 2, reason: 'downtime' }] }),
      { truth: 'except', sentence: 'Memory is true to Zoho CRM, as far as it was told' },
    ],
    [
      'says since when memory is behind',
      queues({
        lags: new Map([['Deals', 9000]]),
        depths: [{ module: 'Deals', waiting: 1200, unrouted: 0, delayed: 3, active: 1 }],
      }),
      { truth: 'behind', because: '1,204 records on the way.', since: '2026-03-01T08:59:51.000Z' },
    ],
    [
      'calls nothing late that is as young as what is gathered',
      queues({ lags: new Map([['Deals', 4000]]) }),
      { truth: 'true' },
    ],
    [
      'says since when memory can not follow',
      { troubles: [trouble] },
      { truth: 'broken', since: '2026-03-01T08:59:00.000Z' },
    ],
    ['is none while Redis can not be read', { queues: undefined }, { truth: 'unknown' }],
    [
      'is none while Redis is in trouble, since when that began',
      { troubles: [{ ...trouble, subject: 'redis' }] },
      { truth: 'unknown', since: '2026-03-01T08:59:00.000Z' },
    ],
  ])('%s', (_, changes, expected) => {
    expect(verdict(changes)).toMatchObject(expected);
  });
});

describe('the findings', () => {
  it('are none where all is well', () => {
    expect(findings({})).toEqual([]);
  });

  it.each<[string, Partial<OverviewState>, readonly string[]]>([
    ['a trouble, where it is', { troubles: [trouble] }, ['broken', 'zoho', trouble.message]],
    [
      'that nobody works',
      { processes: [processOf('web'), processOf('scheduler')] },
      ['broken', 'workers', 'No worker runs: what is told waits.'],
    ],
    [
      'that nobody takes deliveries',
      { processes: [processOf('worker'), processOf('scheduler')] },
      ['broken', 'door', 'No process takes deliveries.'],
    ],
    [
      'that nobody schedules',
      { processes: [processOf('web'), processOf('worker')] },
      ['attention', 'workers', 'No scheduler runs: nothing is renewed or swept.'],
    ],
    [
      'that the queues fill up',
      queues({ depths: [{ module: 'Deals', waiting: 1700, unrouted: 0, delayed: 10, active: 0 }] }),
      ['attention', 'queues', '1710 records wait; at 2000 deliveries are refused.'],
    ],
    [
      'that they are full',
      queues({ depths: [{ module: 'Deals', waiting: 2000, unrouted: 0, delayed: 0, active: 0 }] }),
      [
        'broken',
        'queues',
        'The queues are at their limit of 2000 records: deliveries are refused.',
      ],
    ],
    [
      'queues that are paused for long',
      queues({
        paused: new Map([
          ['Deals', 60_000],
          ['Tasks', 100],
        ]),
      }),
      ['attention', 'queues', 'The queue of Deals pauses.'],
    ],
    [
      'dead letters',
      queues({
        deadLetters: new Map([
          ['Deals', 2],
          ['Tasks', 1],
        ]),
      }),
      ['attention', 'workers', '3 records could not be synced.'],
    ],
    [
      'channels that are not as they should be',
      upkeep({ channels: [lost] }),
      ['attention', 'zoho', "Zoho doesn't tell of changes in Deals (missing)."],
    ],
    [
      'what a comparison found',
      upkeep({ proofs: [{ module: 'Deals', atMs: 1, inCrm: 9, inMemory: 8, differences: 1 }] }),
      [
        'attention',
        'memory',
        'The last comparison found 1 difference in Deals, and queued what differs.',
      ],
    ],
    [
      'a sweep that failed',
      upkeep({
        sweeps: [
          { api: 'Deals', atMs: 1, status: 'failed', modified: 0, deleted: 0, reason: 'No right.' },
        ],
      }),
      ['attention', 'zoho', 'The sweep of Deals failed: No right.'],
    ],
  ])('name %s', (_, changes, expected) => {
    expect(findings(changes)).toEqual([expected]);
  });

  it('name the worst first', () => {
    const all = findings({
      ...queues({ deadLetters: new Map([['Deals', 2]]) }),
      processes: [processOf('web'), processOf('scheduler')],
    });

    expect(all.map(([severity]) => severity)).toEqual(['broken', 'attention']);
  });
});

import { listens, schedules, works } from '../../config/roles.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type Subject } from '../../observability/trouble.js';
import { isWell } from '../../registration/channel-row.js';
import { isUnproved, type OverviewState, type UpkeepNow } from './overview-state.js';

/** Where on the way of a change something is wrong. */
export type Place = 'zoho' | 'door' | 'queues' | 'workers' | 'memory';

/** Something that an operator should know of, and what to do about it. */
export interface OverviewFinding {
  /** `broken`: changes can't come in until it is put right. */
  readonly severity: 'broken' | 'attention';
  readonly place: Place;
  readonly what: string;
  /** ISO 8601; null where it isn't known. */
  readonly since: string | null;
  readonly remedy: string;
  /** The page of the console that tells more; null for none. */
  readonly page: string | null;
}

const placeOf: Readonly<Record<Subject, Place>> = {
  redis: 'queues',
  zoho: 'zoho',
  credentials: 'zoho',
  credits: 'zoho',
  permission: 'zoho',
  memory: 'memory',
  clock: 'queues',
};

/** A shorter one is over before anybody has read of it. */
const longPauseMs = 3000;

/** A queue so full will soon refuse. */
const fullFrom = 0.8;

/** What is wrong, the worst first. */
export function overviewFindings(state: OverviewState): readonly OverviewFinding[] {
  const findings = [
    ...troubles(state),
    ...missingRoles(state),
    ...queues(state),
    ...deadLetters(state),
    ...(state.upkeep === undefined ? [] : upkeep(state.upkeep, state)),
  ];
  const isBroken = ({ severity }: OverviewFinding): boolean => severity === 'broken';
  return [...findings.filter(isBroken), ...findings.filter((each) => !isBroken(each))];
}

function attention(place: Place, what: string, remedy: string): OverviewFinding {
  return { severity: 'attention', place, what, since: null, remedy, page: null };
}

const unproved: OverviewFinding = {
  ...attention(
    'memory',
    'Memory was not compared with Zoho CRM yet.',
    'A comparison brings in all that is missing; the first one runs by itself, or start it now.',
  ),
  page: 'proof',
};

/** The message of a trouble says what is wrong and what to do. */
function troubles({ troubles: all }: OverviewState): readonly OverviewFinding[] {
  return all.map(({ subject, sinceMs, message }) => ({
    severity: subject === 'clock' ? 'attention' : 'broken',
    place: placeOf[subject],
    what: message,
    since: isoTime(sinceMs),
    remedy: 'It ends by itself once that is put right.',
    page: null,
  }));
}

function missingRoles({ processes }: OverviewState): readonly OverviewFinding[] {
  if (processes === undefined) return [];
  const has = (does: (role: never) => boolean): boolean =>
    processes.some(({ role }) => does(role as never));
  const lacks = (place: Place, what: string, role: string): OverviewFinding => ({
    ...attention(place, what, `Start one: \`ROLE=${role} npm start\`.`),
    severity: 'broken',
    page: 'processes',
  });
  return [
    ...(has(listens) ? [] : [lacks('door', 'No process takes deliveries.', 'web')]),
    ...(has(works) ? [] : [lacks('workers', 'No worker runs: what is told waits.', 'worker')]),
    ...(has(schedules)
      ? []
      : [
          {
            ...lacks('workers', 'No scheduler runs: nothing is renewed or swept.', 'scheduler'),
            severity: 'attention' as const,
          },
        ]),
  ];
}

function queues({ queues: now, limit }: OverviewState): readonly OverviewFinding[] {
  if (now === undefined) return [];
  const waiting = now.depths.reduce((sum, each) => sum + each.waiting + each.delayed, 0);
  const isFull = waiting >= limit;
  const long = [...now.paused].filter(([, ms]) => ms >= longPauseMs).map(([module]) => module);
  const paused =
    long.length === 0
      ? []
      : [
          attention(
            'queues',
            `${long.length === 1 ? 'The queue of' : 'The queues of'} ${long.join(', ')} ${long.length === 1 ? 'pauses' : 'pause'}.`,
            'They go on by themselves: Zoho asked to wait, or its limit is used up.',
          ),
        ];
  if (waiting < fullFrom * limit) return paused;
  const full = attention(
    'queues',
    isFull
      ? `The queues are at their limit of ${limit} records: deliveries are refused.`
      : `${waiting} records wait; at ${limit} deliveries are refused.`,
    'Start more workers, or raise WEBHOOK_MAX_QUEUE_SIZE.',
  );
  return [{ ...full, severity: isFull ? 'broken' : 'attention' }, ...paused];
}

function deadLetters({ queues: now }: OverviewState): readonly OverviewFinding[] {
  const count = sum([...(now?.deadLetters.values() ?? [])]);
  if (count === 0) return [];
  const what = `${count} ${count === 1 ? 'record' : 'records'} could not be synced.`;
  const remedy = 'See why, put it right, and try them again.';
  return [{ ...attention('workers', what, remedy), page: 'dead-letters' }];
}

function upkeep(now: UpkeepNow, { fromCrm }: OverviewState): readonly OverviewFinding[] {
  const missing = now.channels.filter((row) => !isWell(row));
  const names = missing.map(({ api, status }) => `${api} (${status})`).join(', ');
  const [gap] = now.gaps;
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            ...attention(
              'zoho',
              `Zoho doesn't tell of changes in ${names}.`,
              'They are put right by themselves; `zoho-sync webhooks register` does it now.',
            ),
            page: 'channels',
          },
        ]),
    ...(gap === undefined
      ? []
      : [
          {
            ...attention(
              'door',
              `Changes may have been missed: ${now.gaps.length} ${now.gaps.length === 1 ? 'gap' : 'gaps'}, ${[...new Set(now.gaps.map(({ api }) => api))].join(', ')}.`,
              'They are swept by themselves, as soon as Zoho answers.',
            ),
            since: isoTime(gap.fromMs),
            page: 'channels',
          },
        ]),
    ...(fromCrm ? proofs(now) : []),
    ...(isUnproved({ upkeep: now, fromCrm }) ? [unproved] : []),
  ];
}

function proofs({ proofs: last, failures, sweeps }: UpkeepNow): readonly OverviewFinding[] {
  const failed = [
    ...failures.map(({ api, reason }) => `The comparison of ${api} failed: ${reason}`),
    ...sweeps
      .filter(({ status }) => status === 'failed')
      .map(({ api, reason }) => `The sweep of ${api} failed: ${reason ?? 'unknown'}`),
  ];
  const differing = last.filter(({ differences }) => differences > 0);
  const found = sum(differing.map(({ differences }) => differences));
  return [
    ...failed.map((what) => ({
      ...attention('zoho', what, 'It is tried again by itself.'),
      page: 'proof',
    })),
    ...(found === 0
      ? []
      : [
          {
            ...attention(
              'memory',
              `The last comparison found ${found} ${found === 1 ? 'difference' : 'differences'} in ${differing.map(({ module }) => module).join(', ')}, and queued what differs.`,
              'Compare again to see that they are gone.',
            ),
            page: 'proof',
          },
        ]),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

import { type CrmModule } from '../../crm/modules.js';
import { type Counts } from '../../installation/event-counts.js';
import { type LiveProcess } from '../../installation/live-process.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type RunningSync } from '../../reconciliation/sync-report.js';
import { type OverviewFinding, overviewFindings } from './overview-findings.js';
import { type OverviewState, type QueuesAndPauses } from './overview-state.js';
import { type Rates } from './rates.js';
import { type Verdict, verdictOn } from './verdict.js';

/** How a module is; null where that can't be read. */
export interface OverviewModule {
  readonly module: CrmModule;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly dead_letters: number;
  /** Age of the oldest known change that isn't in memory. */
  readonly lag_seconds: number;
  /** For how long its queue is paused; 0 where it isn't. */
  readonly paused_seconds: number;
  readonly records: number | null;
  readonly proved_through: string | null;
}

/** A process that is alive. */
export interface OverviewProcess {
  readonly id: string;
  readonly role: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string | null;
  /** MiB of its resident set. */
  readonly memory_mib: number | null;
  readonly started_at: string;
  /** What it finds wrong. */
  readonly troubles: readonly string[];
}

/** The one page that answers in five seconds. */
export interface Overview {
  /** ISO 8601, to the second. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly findings: readonly OverviewFinding[];
  readonly from_crm: boolean;
  readonly rates: Rates | null;
  /** Since the installation began. */
  readonly totals: {
    readonly deliveries: number;
    readonly refused: number;
    readonly synced: number;
  } | null;
  readonly queue: {
    readonly waiting: number;
    readonly active: number;
    readonly limit: number;
  } | null;
  readonly modules: readonly OverviewModule[];
  /** Processes alive that take deliveries, that bring memory up to date, and that schedule. */
  readonly processes: Readonly<Record<string, number>> | null;
  /** Each of them; none where that can't be read. */
  readonly alive: readonly OverviewProcess[];
  readonly memory: { readonly kind: string; readonly documents: number } | null;
  /** Sweeps and comparisons under way; none where that can't be read. */
  readonly syncs: readonly RunningSync[];
  readonly channels: { readonly watched: number; readonly wanted: number } | null;
}

const mib = 1_048_576;

export function overviewFrom(
  state: OverviewState,
  rates: Rates | undefined,
  counts: Counts['of'] | undefined,
): Overview {
  const { queues, upkeep, processes } = state;
  const findings = overviewFindings(state);
  const memory = upkeep?.memory;
  return {
    at: isoTime(Math.floor(state.nowMs / 1000) * 1000),
    verdict: verdictOn(state, findings),
    findings,
    from_crm: state.fromCrm,
    rates: rates ?? null,
    totals: counts === undefined ? null : totalsOf(counts),
    queue: queues === undefined ? null : queueOf(queues, state.limit),
    modules: queues === undefined ? [] : modulesOf(queues, state),
    processes: processes === undefined ? null : countedBy(processes.map(({ role }) => role)),
    alive: overviewProcesses(processes),
    memory: memory === undefined ? null : { kind: memory.memory, documents: memory.documents },
    syncs: state.syncs,
    channels: upkeep === undefined || upkeep.channels.length === 0 ? null : channelsOf(upkeep),
  };
}

function overviewProcesses(processes: readonly LiveProcess[] = []): readonly OverviewProcess[] {
  return processes.map(overviewProcess);
}

function overviewProcess(process: LiveProcess): OverviewProcess {
  const { id, role, host, pid, version, memoryBytes, startedAtMs, troubles } = process;
  return {
    ...{ id, role, host, pid, version: version ?? null },
    memory_mib: memoryBytes === undefined ? null : Math.round(memoryBytes / mib),
    started_at: isoTime(startedAtMs),
    troubles: troubles.map(({ subject }) => subject),
  };
}

function totalsOf(of: Counts['of']): Overview['totals'] {
  const refused = of.rejected_events + of.failed_events;
  return { deliveries: of.total_events, refused, synced: of.events_succeeded };
}

function queueOf({ depths }: QueuesAndPauses, limit: number): Overview['queue'] {
  const waiting = depths.reduce((sum, each) => sum + each.waiting + each.delayed, 0);
  return { waiting, active: depths.reduce((sum, each) => sum + each.active, 0), limit };
}

function modulesOf(queues: QueuesAndPauses, { upkeep }: OverviewState): readonly OverviewModule[] {
  return queues.depths.map(({ module, waiting, delayed, active }) => {
    const known = upkeep?.memory.modules.find((each) => each.module === module);
    return {
      ...{ module, waiting, delayed, active },
      dead_letters: queues.deadLetters.get(module) ?? 0,
      lag_seconds: Math.round((queues.lags.get(module) ?? 0) / 1000),
      paused_seconds: Math.ceil((queues.paused.get(module) ?? 0) / 1000),
      records: known?.records ?? null,
      proved_through: known?.freshness.proved_through ?? null,
    };
  });
}

function channelsOf({ channels }: NonNullable<OverviewState['upkeep']>): Overview['channels'] {
  const own = channels.filter(({ status }) => !['foreign', 'surplus', 'disabled'].includes(status));
  const watched = own.filter(({ status }) => status === 'watched').length;
  return { watched, wanted: own.length };
}

function countedBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

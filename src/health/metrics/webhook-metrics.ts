import { type CrmModule } from '../../crm/modules.js';
import { type Counts } from '../../installation/event-counts.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type QueueDepth } from '../../queue/capacity.js';

export interface ModuleMetrics {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  /** Dead letters. */
  readonly failed: number;
  /** Age of the oldest known change that isn't in memory yet; 0 where there is none. */
  readonly lag_seconds: number;
}

/** What happened since the installation began, over all processes, and how the queues are now. */
export interface WebhookMetrics {
  readonly total_events: number;
  readonly verified_events: number;
  readonly rejected_events: number;
  readonly duplicated_events: number;
  readonly queued_events: number;
  readonly failed_events: number;
  /** Verified of total. */
  readonly acceptance_rate: string;
  /** Duplicated of total. */
  readonly deduplication_rate: string;
  readonly current_queue_size: number;
  readonly dead_letter_queue_size: number;
  /** Records brought up to date or given up. */
  readonly events_processed: number;
  readonly events_succeeded: number;
  /** Runs that failed: those tried again and those given up. */
  readonly events_failed: number;
  readonly events_retried: number;
  readonly events_dead_letter: number;
  readonly records_coalesced: number;
  /** Calls to the source of records. */
  readonly batches_processed: number;
  readonly average_batch_size: number;
  readonly last_processed: string | null;
  /** Succeeded of processed. */
  readonly success_rate: string;
  readonly lag_seconds: number;
  readonly modules: Readonly<Record<string, ModuleMetrics>>;
  readonly timestamp: string;
}

/** What the answer is made of. */
export interface MetricsState {
  readonly counts: Counts;
  readonly depths: readonly QueueDepth[];
  readonly deadLetters: ReadonlyMap<CrmModule, number>;
  /** Of the oldest change that isn't in memory yet, ms. */
  readonly lags: ReadonlyMap<CrmModule, number>;
  readonly nowMs: number;
}

export function webhookMetricsFrom(state: MetricsState): WebhookMetrics {
  const { counts, depths, deadLetters, lags, nowMs } = state;
  const { batched_records: batched, ...of } = counts.of;
  const processed = of.events_succeeded + of.events_dead_letter;
  const modules = depths.map(({ module, waiting, active, delayed }) => {
    const lag = seconds(lags.get(module) ?? 0);
    const failed = deadLetters.get(module) ?? 0;
    return [module, { waiting, active, delayed, failed, lag_seconds: lag }] as const;
  });
  const { lastProcessedMs } = counts;
  return {
    total_events: of.total_events,
    verified_events: of.verified_events,
    rejected_events: of.rejected_events,
    duplicated_events: of.duplicated_events,
    queued_events: of.queued_events,
    failed_events: of.failed_events,
    acceptance_rate: rate(of.verified_events, of.total_events),
    deduplication_rate: rate(of.duplicated_events, of.total_events),
    current_queue_size: depths.reduce((sum, depth) => sum + depth.waiting + depth.delayed, 0),
    dead_letter_queue_size: [...deadLetters.values()].reduce((sum, count) => sum + count, 0),
    events_processed: processed,
    events_succeeded: of.events_succeeded,
    events_failed: of.events_failed,
    events_retried: of.events_retried,
    events_dead_letter: of.events_dead_letter,
    records_coalesced: of.records_coalesced,
    batches_processed: of.batches_processed,
    average_batch_size: of.batches_processed === 0 ? 0 : rounded(batched / of.batches_processed),
    last_processed: isoTime(lastProcessedMs),
    success_rate: rate(of.events_succeeded, processed),
    lag_seconds: seconds(Math.max(0, ...lags.values())),
    modules: Object.fromEntries(modules),
    timestamp: isoTime(nowMs),
  };
}

/** `"99.8%"`; `"0.0%"` of nothing. */
function rate(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(1)}%`;
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { type Refresh, Refreshes } from './refreshes.js';

const refreshWithinMs = 1000;

/** Of a delivery's answer: the sender waits for it, and Zoho for ten seconds at most. */
const answerSeconds = [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** Of calls to others: a quick answer up to a time-out. */
const callSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const batchRecords = [1, 2, 5, 10, 20, 30, 40, 50];

/**
 * Every metric of the service, declared here and nowhere else. Names are `zoho_sync_<thing>_<unit>`; labels come from
 * closed sets, so that their number is bounded. Counters and histograms are of this process; gauges that show what is in
 * Redis are the same in every process, and a query takes their maximum.
 */
@Injectable()
export class Metrics {
  readonly #registry = new Registry();
  readonly #refreshes = new Refreshes();

  readonly deliveries = this.#counter(
    'zoho_sync_deliveries_total',
    'Deliveries answered, by outcome (queued, duplicate, refused) and by the reason of a refusal.',
    ['outcome', 'reason'],
  );
  readonly notUnderstood = this.#counter(
    'zoho_sync_deliveries_problems_total',
    'What was not understood of authentic deliveries: field, kind of content type, and how the sender proved itself.',
    ['field', 'content', 'scheme'],
  );
  readonly admission = this.#histogram(
    'zoho_sync_admission_duration_seconds',
    'From the headers of a delivery to its answer.',
    { buckets: answerSeconds, labelNames: [] },
  );
  readonly queueRecords = this.#gauge(
    'zoho_sync_queue_records_count',
    'Records in the queue of a module, by state: waiting, delayed, active.',
    ['module', 'state'],
  );
  readonly queueCapacity = this.#gauge(
    'zoho_sync_queue_capacity_count',
    'Records that may wait over all queues; at this number deliveries are refused.',
    [],
  );
  readonly queueAge = this.#gauge(
    'zoho_sync_queue_oldest_age_seconds',
    'Age of the oldest record known to wait in the queue of a module; 0 where none waits.',
    ['module'],
  );
  readonly deadLetters = this.#gauge(
    'zoho_sync_dead_letters_count',
    'Records of a module that could not be synced and were not synced since.',
    ['module'],
  );
  readonly processes = this.#gauge(
    'zoho_sync_processes_count',
    'Processes alive, by role, as their heartbeats tell.',
    ['role'],
  );
  readonly redisUp = this.#gauge(
    'zoho_sync_redis_up',
    'Whether Redis takes writes of this process: 1 or 0.',
    [],
  );
  readonly trouble = this.#gauge(
    'zoho_sync_trouble_seconds',
    'For how long something has not worked over all processes, by subject; 0 where all is well.',
    ['subject'],
  );
  readonly clockSkew = this.#gauge(
    'zoho_sync_clock_skew_seconds',
    "How far this process' clock is ahead of Redis' (behind: negative); 0 where they may be equal.",
    [],
  );
  readonly redisMemory = this.#gauge(
    'zoho_sync_redis_memory_bytes',
    'Memory of Redis, by kind: used, and limit (0 for none).',
    ['kind'],
  );
  readonly memoryUp = this.#gauge(
    'zoho_sync_memory_up',
    'Whether the memory takes writes of this process: 1 or 0; absent where it writes none.',
    [],
  );
  readonly records = this.#counter(
    'zoho_sync_records_total',
    'Runs of record jobs, by outcome: written, unchanged, stale, ignored_older, withheld, erased, removed, absent, retry, pause, give-up.',
    ['module', 'outcome'],
  );
  readonly recordDuration = this.#histogram(
    'zoho_sync_record_duration_seconds',
    'One run of a record job, from its start to its end.',
    { buckets: callSeconds, labelNames: [] },
  );
  readonly recordWait = this.#histogram(
    'zoho_sync_record_wait_seconds',
    'From the moment a record was queued to the start of its job; gathering and back-off included.',
    { buckets: [...callSeconds, 300, 3600], labelNames: [] },
  );
  readonly batches = this.#histogram(
    'zoho_sync_batch_size_records',
    'Records per call, by what the call does: load, write, remove.',
    { buckets: batchRecords, labelNames: ['call'] },
  );
  readonly zohoCalls = this.#counter(
    'zoho_sync_zoho_calls_total',
    "Calls of Zoho's API, by outcome: ok, or the code of the error.",
    ['outcome'],
  );
  readonly zohoCallDuration = this.#histogram(
    'zoho_sync_zoho_call_duration_seconds',
    "One call of Zoho's API, without waiting for its turn.",
    { buckets: callSeconds, labelNames: [] },
  );
  readonly zohoCredits = this.#gauge(
    'zoho_sync_zoho_credits_left_count',
    'API credits left in the 24-hour window, as Zoho said last; absent until it says so.',
    [],
  );
  readonly tokenRequests = this.#counter(
    'zoho_sync_zoho_token_requests_total',
    'Access tokens asked for, by outcome: issued, rejected, throttled, unknown, unavailable.',
    ['outcome'],
  );
  readonly memoryCalls = this.#counter(
    'zoho_sync_memory_calls_total',
    'Calls of the memory, by operation (write, remove) and outcome (ok; failed where a document failed).',
    ['operation', 'outcome'],
  );
  readonly memoryCallDuration = this.#histogram(
    'zoho_sync_memory_call_duration_seconds',
    'One call of the memory, by operation.',
    { buckets: callSeconds, labelNames: ['operation'] },
  );
  readonly channelExpiry = this.#gauge(
    'zoho_sync_channel_expiry_seconds',
    'Time until the notification channel of a module ends, by what Zoho confirmed; negative once it has.',
    ['module'],
  );
  readonly channelLastDelivery = this.#gauge(
    'zoho_sync_channel_last_delivery_timestamp_seconds',
    'When the notification channel of a module last delivered.',
    ['module'],
  );
  readonly openGaps = this.#gauge(
    'zoho_sync_gaps_open_count',
    'Times in which changes may have been missed and that no sweep has gone over yet.',
    ['module'],
  );

  readonly changeLag = this.#histogram(
    'zoho_sync_change_lag_seconds',
    "From a change, by Zoho's clock where it told the time, to memory being true to it.",
    { buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200], labelNames: ['module'] },
  );
  readonly lag = this.#gauge(
    'zoho_sync_lag_seconds',
    'Age of the oldest known change of a module that is not in memory yet; 0 where there is none.',
    ['module'],
  );
  readonly provenAt = this.#gauge(
    'zoho_sync_proof_timestamp_seconds',
    'When all records of a module in the CRM and in memory were last compared.',
    ['module'],
  );
  readonly provenDifferences = this.#gauge(
    'zoho_sync_proof_differences_count',
    'Records of a module that differed in that comparison.',
    ['module'],
  );
  readonly trueSince = this.#gauge(
    'zoho_sync_true_since_timestamp_seconds',
    'Since when every proof of a module found memory equal to the CRM; absent while the last one did not.',
    ['module'],
  );
  readonly sweptAt = this.#gauge(
    'zoho_sync_sweep_timestamp_seconds',
    'When a module was last swept over what changed, by what came of it: swept or failed.',
    ['module', 'outcome'],
  );
  readonly cogneeCalls = this.#counter('zoho_sync_cognee_calls_total', 'HTTP calls to Cognee.', []);
  readonly cogneeDocuments = this.#counter(
    'zoho_sync_cognee_documents_total',
    'Documents that Cognee was sent, already had, gave up or could not index.',
    ['outcome'],
  );
  readonly cogneeRuns = this.#counter(
    'zoho_sync_cognee_cognify_runs_total',
    "Runs of cognify, which cost calls of Cognee's language model.",
    ['outcome'],
  );

  constructor() {
    // A gauge without labels begins with 0, which here would be a false alarm: nothing is known yet.
    this.zohoCredits.remove();
    this.memoryUp.remove();
    collectDefaultMetrics({ register: this.#registry });
  }

  /** `refresh` runs before every scrape; where it fails or takes too long, its gauges keep what they showed. */
  beforeScrape(refresh: Refresh): void {
    this.#refreshes.add(refresh);
  }

  /** All of it, in Prometheus's text format; what can't be refreshed in time is as it was. Never rejects. */
  async text(withinMs = refreshWithinMs): Promise<string> {
    await this.#refreshes.run(withinMs);
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #histogram<L extends string>(
    name: string,
    help: string,
    { buckets, labelNames }: { buckets: readonly number[]; labelNames: readonly L[] },
  ): Histogram<L> {
    return new Histogram({
      name,
      help,
      buckets: [...buckets],
      labelNames: [...labelNames],
      registers: [this.#registry],
    });
  }
}

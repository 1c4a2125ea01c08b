import { Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** Brings gauges up to date that show what is in Redis rather than what this process did. */
type Refresh = () => Promise<void>;

/**
 * Every metric of the service, declared here and nowhere else. Names are `zoho_sync_<thing>_<unit>`; labels come from
 * closed sets, so that their number is bounded.
 */
@Injectable()
export class Metrics {
  readonly #logger = new Logger(Metrics.name);
  readonly #registry = new Registry();
  readonly #refreshes: Refresh[] = [];

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
    collectDefaultMetrics({ register: this.#registry });
  }

  /** `refresh` runs before every scrape; where it fails, its gauges keep what they showed. */
  beforeScrape(refresh: Refresh): void {
    this.#refreshes.push(refresh);
  }

  /** All of it, in Prometheus's text format. Never rejects for a reason that concerns Redis. */
  async text(): Promise<string> {
    const settled = await Promise.allSettled(this.#refreshes.map((refresh) => refresh()));
    for (const outcome of settled) {
      if (outcome.status === 'fulfilled') continue;
      this.#logger.debug({ event: 'metrics.not_refreshed', reason: String(outcome.reason) });
    }
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
}

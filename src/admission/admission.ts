import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ChangeEvent } from '../crm/change-event.js';
import { recordKey } from '../crm/record-ref.js';
import { RecordSource } from '../crm/record-source.js';
import { currentSpan, span } from '../observability/tracing.js';
import { JobSpans } from '../queue/tracing/job-spans.js';
import { ChangeLog } from '../queue/log/change-log.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { entryOf, type PlannedSync } from './change-entry.js';
import { coalesced } from './coalesce.js';
import { planSync } from './plan-sync.js';

/** A delivery that was authenticated and understood. */
export interface Delivery {
  /** What tells this delivery from every other; undefined: two equal ones may be two changes, both are queued. */
  readonly identity: string | undefined;
  readonly changes: readonly ChangeEvent[];
  /** The request that carried it, for the logs of its records. */
  readonly requestId?: string;
}

export type AdmissionOutcome =
  | { readonly status: 'queued'; readonly records: number }
  | { readonly status: 'duplicate' }
  | { readonly status: 'refused'; readonly reason: 'queue_full' | 'redis_unavailable' };

const redisUnavailable: AdmissionOutcome = { status: 'refused', reason: 'redis_unavailable' };

/**
 * Lets deliveries in: looked up, taken into the log, remembered, all in one step of Redis'. Nothing of a refused delivery
 * is remembered. What becomes of its records is a router's business.
 */
@Injectable()
export class Admission {
  readonly #logger = new Logger(Admission.name);

  constructor(
    private readonly log: ChangeLog,
    private readonly source: RecordSource,
    private readonly spans: JobSpans,
    private readonly redis: RedisConnections,
    private readonly settings: Settings,
  ) {}

  /** Never rejects: what goes wrong with Redis is a refusal that the sender may repeat. */
  async admit(delivery: Delivery): Promise<AdmissionOutcome> {
    if (!this.redis.breaker.answers) return redisUnavailable;
    return span('admit', {}, async () => {
      try {
        return await this.#admit(delivery);
      } catch (error) {
        // The refusal itself is logged with the delivery, and what is wrong with Redis once, as a trouble.
        this.#logger.debug({
          event: 'delivery.not_queued',
          reason: error instanceof Error ? error.message : String(error),
        });
        return redisUnavailable;
      }
    });
  }

  async #admit(delivery: Delivery): Promise<AdmissionOutcome> {
    const planned = this.plan(delivery.changes);
    const refs = planned.map(({ ref }) => ref);
    const [first] = refs;
    // A delivery tells of one module.
    if (first === undefined) return { status: 'queued', records: 0 };
    return this.spans.queueing(first.module, refs, () => this.#append(delivery, planned));
  }

  /** What is to be queued for the changes: one request per record. */
  plan(changes: readonly ChangeEvent[]): readonly PlannedSync[] {
    return coalesced(changes.map((change) => planSync(change, this.settings.queue)));
  }

  async #append(
    { identity, changes, requestId }: Delivery,
    planned: readonly PlannedSync[],
  ): Promise<AdmissionOutcome> {
    const { traceparent } = currentSpan();
    const entry = entryOf({
      planned,
      carried: this.source.take === undefined ? [] : changes,
      requestId,
      trace: traceparent === '' ? undefined : traceparent,
    });
    const records = planned.map(({ ref }) => recordKey(ref));
    const outcome = await this.log.append({ identity, records, entry });
    if (outcome.status === 'duplicate') return outcome;
    if (outcome.status === 'full') return { status: 'refused', reason: 'queue_full' };
    if (outcome.joined > 0) currentSpan().note({ 'zoho_sync.joined_waiting': outcome.joined });
    return { status: 'queued', records: planned.length };
  }
}

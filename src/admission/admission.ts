import { Injectable, Logger } from '@nestjs/common';

import { type ChangeEvent } from '../crm/change-event.js';
import { within } from '../kernel/within.js';
import { span } from '../observability/tracing.js';
import { Capacity } from '../queue/capacity.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { ChangeQueue } from './change-queue.js';
import { Deliveries } from './deliveries.js';

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

/** Redis has this long to take a delivery; the sender has its answer within a second. */
const deadlineMs = 900;

/** Whether the sender was refused already. A plain object: a signal of its own per delivery costs more than HMAC. */
interface Deadline {
  passed: boolean;
}

/**
 * Lets deliveries in: looked up, queued, remembered, in that order. In any other order a failure in between would
 * lose a change. Nothing of a refused delivery is remembered.
 */
@Injectable()
export class Admission {
  readonly #logger = new Logger(Admission.name);

  constructor(
    private readonly deliveries: Deliveries,
    private readonly capacity: Capacity,
    private readonly queue: ChangeQueue,
    private readonly redis: RedisConnections,
  ) {}

  /** Never rejects: what goes wrong with Redis is a refusal that the sender may repeat. */
  async admit(delivery: Delivery): Promise<AdmissionOutcome> {
    if (!this.redis.breaker.answers) return redisUnavailable;
    return span('admit', {}, () => this.#admitInTime(delivery));
  }

  async #admitInTime(delivery: Delivery): Promise<AdmissionOutcome> {
    const deadline: Deadline = { passed: false };
    try {
      return await within(this.#admit(delivery, deadline), deadlineMs, 'Redis');
    } catch (error) {
      deadline.passed = true;
      // The refusal itself is logged with the delivery, and what is wrong with Redis once, as a trouble.
      this.#logger.debug({
        event: 'delivery.not_queued',
        reason: error instanceof Error ? error.message : String(error),
      });
      return redisUnavailable;
    }
  }

  async #admit(delivery: Delivery, deadline: Deadline): Promise<AdmissionOutcome> {
    const { identity, changes } = delivery;
    const requests = this.queue.plan(changes, delivery.requestId);
    const [seen] = await Promise.all([
      identity === undefined ? false : this.deliveries.has(identity),
      this.capacity.refresh(requests.length),
    ]);
    if (seen) return { status: 'duplicate' };
    if (!this.capacity.reserve(requests.length)) return { status: 'refused', reason: 'queue_full' };
    let queued = false;
    try {
      await this.queue.put(changes, requests);
      queued = true;
    } finally {
      this.capacity.release(requests.length, queued);
    }
    // Past the deadline the sender was refused: what it sends again must be taken, not be called a duplicate.
    if (identity !== undefined && !deadline.passed) this.#remember(identity);
    return { status: 'queued', records: requests.length };
  }

  /**
   * Not waited for: the command is on its way before the answer is. Where it is lost, a repeated delivery is queued
   * once more, and coalescing makes that harmless.
   */
  #remember(identity: string): void {
    this.deliveries.remember(identity).catch((error: unknown) => {
      this.#logger.warn({
        event: 'delivery.not_remembered',
        reason: error instanceof Error ? error.message : String(error),
      });
    });
  }
}

import { Injectable } from '@nestjs/common';

import { type RecordRef } from '../../crm/record-ref.js';
import { RedisConnections } from '../../redis/redis-connections.js';

/** Longer than any sync takes; a mark that outlives its sync costs one fetch at most. */
const markTtlSeconds = 600;

/**
 * Marks on records that changed critically while they were being synced. The job that follows such a sync may be
 * replaced by a later, debounced one; the mark makes the running job look at the record once more before it ends.
 */
@Injectable()
export class UrgentMarks {
  constructor(private readonly redis: RedisConnections) {}

  async set(ref: RecordRef): Promise<void> {
    await this.redis.failFast.set(this.#key(ref), '1', 'EX', markTtlSeconds);
  }

  /** Whether the record was marked; it isn't any more. */
  async take(ref: RecordRef): Promise<boolean> {
    return (await this.redis.patient.del(this.#key(ref))) > 0;
  }

  #key(ref: RecordRef): string {
    return this.redis.key('urgent', ref.module, ref.id);
  }
}

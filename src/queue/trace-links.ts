import { type RecordRef } from '../crm/record-ref.js';
import { isSampled } from '../observability/tracing.js';
import { type RedisConnections } from '../redis/redis-connections.js';
import { isTraceparent } from './record-job.js';

/** As many links as a span may have by default, and no more than a record waits. */
const mostLinks = 128;
const ttlSeconds = 3600;

/**
 * The spans that asked for a record, so that its sync is linked with all of them: a job carries only the one it was
 * first queued in. Kept only while processes are traced, and only of traces that are sampled.
 */
export class TraceLinks {
  constructor(private readonly redis: RedisConnections) {}

  /**
   * Not waited for, and never fails. Call it before the record is queued: commands of one connection arrive in their
   * order, so no sync misses a request that it serves.
   */
  note(refs: readonly RecordRef[], traceparent: string): void {
    if (!isSampled(traceparent)) return;
    for (const ref of refs) {
      const key = this.#key(ref);
      this.redis.failFast
        .multi()
        .rpush(key, traceparent)
        .ltrim(key, -mostLinks, -1)
        .expire(key, ttlSeconds)
        .exec()
        .catch(ignoredBecauseItIsALink);
    }
  }

  /** Those of the requests since the last time. Never rejects. */
  async take(ref: RecordRef): Promise<readonly string[]> {
    const key = this.#key(ref);
    const taken = this.redis.failFast.multi().lrange(key, 0, -1).del(key).exec();
    const [listed] = (await taken.catch(ignoredBecauseItIsALink)) ?? [];
    const texts: unknown = listed?.[1];
    if (!Array.isArray(texts)) return [];
    return texts.filter((text) => typeof text === 'string').filter(isTraceparent);
  }

  #key(ref: RecordRef): string {
    return this.redis.key('trace', ref.module, ref.id);
  }
}

function ignoredBecauseItIsALink(): undefined {
  // A trace with a link less.
}

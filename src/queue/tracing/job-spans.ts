import { Injectable } from '@nestjs/common';
import { type Job } from 'bullmq';

import { type CrmModule } from '../../crm/modules.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { isSampled, span, tracer } from '../../observability/tracing.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { importanceOf } from '../importance.js';
import { isTraceparent, queueNameOf, traceFromJob } from '../record-job.js';

/** As many links as a span may have by default, and no more than a record waits. */
const mostLinks = 128;
const ttlSeconds = 3600;

/**
 * The spans of jobs, where the process is traced. A job carries the span it was first queued in; the spans that asked
 * for its record since are kept beside it, so that its sync is linked with all of them. Only of traces that are sampled.
 */
@Injectable()
export class JobSpans {
  constructor(private readonly redis: RedisConnections) {}

  /** Queues records as a span. */
  queueing<T>(module: CrmModule, refs: readonly RecordRef[], work: () => T): T {
    const queue = queueNameOf(module);
    const attributes = {
      'messaging.system': 'bullmq',
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'send',
      'messaging.destination.name': queue,
      'messaging.batch.message_count': refs.length,
      'zoho_sync.record_id': refs.length === 1 ? refs[0]?.id : undefined,
    };
    return span(`send ${queue}`, { kind: 'producer', attributes }, ({ traceparent }) => {
      this.#note(refs, traceparent);
      return work();
    });
  }

  /**
   * Runs a job as a span. It goes on with the trace of the delivery that queued the job, and is linked with the
   * deliveries that joined it meanwhile: a span has one parent, and one job serves them all
   * (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#trace-structure). What a sweep queued is
   * linked with the sweep, and a trace of its own: a hundred thousand records make no trace that could be looked at.
   */
  async running<T>(ref: RecordRef, job: Job, work: () => Promise<T>): Promise<T> {
    // What others noted is read only where it is shown.
    if (tracer() === undefined) return work();
    const queue = queueNameOf(ref.module);
    const origin = traceFromJob(job.data);
    const joined = await this.#take(ref);
    const parent = importanceOf(job.id ?? '') === 'sweep' ? undefined : origin;
    const links = new Set([...(origin === undefined ? [] : [origin]), ...joined]);
    if (parent !== undefined) links.delete(parent);
    const attributes = {
      'messaging.system': 'bullmq',
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': queue,
      'messaging.message.id': job.id,
      'zoho_sync.module': ref.module,
      'zoho_sync.record_id': ref.id,
      'zoho_sync.attempt': job.attemptsMade + 1,
    };
    const led = { parent: parent ?? 'none', links: [...links] };
    return span(`process ${queue}`, { kind: 'consumer', attributes, ...led }, work);
  }

  /**
   * Not waited for, and never fails. Before the records are queued: commands of one connection arrive in their order,
   * so no sync misses a request that it serves.
   */
  #note(refs: readonly RecordRef[], traceparent: string): void {
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

  /** Forgets who asked for the record. */
  async forget(ref: RecordRef): Promise<void> {
    await this.redis.patient.del(this.#key(ref));
  }

  /** The spans that asked for the record since the last time. Never rejects. */
  async #take(ref: RecordRef): Promise<readonly string[]> {
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

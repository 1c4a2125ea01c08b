import { type Job } from 'bullmq';

import { type RecordRef } from '../crm/record-ref.js';
import { span, tracer } from '../observability/tracing.js';
import { importanceOf } from '../queue/importance.js';
import { queueNameOf, traceFromJob } from '../queue/record-job.js';
import { type TraceLinks } from '../queue/trace-links.js';

/**
 * Runs a job as a span, where the process is traced. It goes on with the trace of the delivery that queued the job, and
 * is linked with the deliveries that joined it meanwhile: a span has one parent, and one job serves them all
 * (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#trace-structure). What a sweep queued is
 * linked with the sweep, and a trace of its own: a hundred thousand records make no trace that could be looked at.
 */
export async function inJobSpan<T>(
  ref: RecordRef,
  job: Job,
  requests: TraceLinks | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (tracer() === undefined) return work();
  const queue = queueNameOf(ref.module);
  const origin = traceFromJob(job.data);
  const joined = (await requests?.take(ref)) ?? [];
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

import { isApiModule, isCrmModule, type CrmModule } from '../crm/modules.js';
import { isRecordId, type RecordRef } from '../crm/record-ref.js';

/** The name of the queue that holds the records of a module. */
export function queueNameOf(module: CrmModule): string {
  return module.toLowerCase();
}

/**
 * A job's data: the record to look at, and nothing of the change. While a job waits, the first data stays, and so does
 * the id of the request that it was first queued for, and the span, where the process that queued it is traced.
 */
export type RecordJobData = RecordRef & { readonly requestId?: string; readonly trace?: string };

/** The record a job names, or undefined for data that isn't ours: nothing in Redis is trusted to be well-formed. */
export function recordRefFromJob(data: unknown): RecordRef | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { module, id, api } = data as Record<string, unknown>;
  if (!isCrmModule(module) || !isRecordId(id)) return undefined;
  return isApiModule(api) ? { module, id, api } : { module, id };
}

/** The request that a job was queued for, for its log lines; undefined where none was noted. */
export function requestIdFromJob(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { requestId } = data as Record<string, unknown>;
  return typeof requestId === 'string' ? requestId.slice(0, 64) : undefined;
}

/** The `traceparent` of the span that a job was queued in; undefined where none was noted, or something else. */
export function traceFromJob(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { trace } = data as Record<string, unknown>;
  return typeof trace === 'string' && isTraceparent(trace) ? trace : undefined;
}

/** The form of the only version there is, https://www.w3.org/TR/trace-context/#version */
export function isTraceparent(text: string): boolean {
  return /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(text);
}

import { isApiModule, isCrmModule, type CrmModule } from '../crm/modules.js';
import { isRecordId, type RecordRef } from '../crm/record-ref.js';

/** The name of the queue that holds the records of a module. */
export function queueNameOf(module: CrmModule): string {
  return module.toLowerCase();
}

/**
 * A job's data: the record to look at, and nothing of the change. While a job waits, the first data stays, and so does
 * the id of the request that it was first queued for.
 */
export type RecordJobData = RecordRef & { readonly requestId?: string };

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

import { type JobsOptions } from 'bullmq';

import { type CrmModule } from '../crm/modules.js';
import { type RecordRef } from '../crm/record-ref.js';
import { jsonObject } from '../kernel/json.js';
import { number, text } from '../kernel/shape.js';
import { currentSpan } from '../observability/tracing.js';
import { type Importance, priorityOf } from './importance.js';

/** The name of the queue that holds the records of a module. */
export function queueNameOf(module: CrmModule): string {
  return module.toLowerCase();
}

/**
 * A job's data: the record to look at, and nothing of the change. While a job waits, the first data stays, and so does
 * the id of the request that it was first queued for, and the span, where the process that queued it is traced. What is
 * read back from Redis is checked: the record by `recordRefFrom`, the rest by the functions below.
 */
export type RecordJobData = RecordRef & {
  readonly requestId?: string;
  readonly trace?: string;
  /** Epoch ms by the clock of all processes; BullMQ's own `timestamp` is by the clock of the one that queued it. */
  readonly queuedAtMs?: number;
  /** The CRM told that the record was deleted. A job that was queued for another reason before doesn't learn of it. */
  readonly deleted?: true;
};

/** Whether a job was queued because the CRM told that the record was deleted. */
export function isToldDeleted(data: unknown): boolean {
  return jsonObject(data)['deleted'] === true;
}

/** The request that a job was queued for, for its log lines; undefined where none was noted. */
export function requestIdFromJob(data: unknown): string | undefined {
  return text(jsonObject(data)['requestId'])?.slice(0, 64);
}

/** The `traceparent` of the span that a job was queued in; undefined where none was noted, or something else. */
export function traceFromJob(data: unknown): string | undefined {
  const trace = text(jsonObject(data)['trace']);
  return trace !== undefined && isTraceparent(trace) ? trace : undefined;
}

/** The form of the only version there is, https://www.w3.org/TR/trace-context/#version */
export function isTraceparent(text: string): boolean {
  return /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(text);
}

/** A record to be synced, how important that is, and how long further changes of it may be gathered first. */
export interface SyncRequest {
  readonly ref: RecordRef;
  readonly importance: Importance;
  readonly delayMs: number;
  /** The request that asks for it, for the logs. */
  readonly requestId?: string;
  /** Whether the CRM told that it was deleted: then it may go without being asked for once more. */
  readonly isDeleted?: boolean;
  /** When it was asked for, epoch ms by the clock of all processes; unset: now. `delayMs` counts from now all the same. */
  readonly queuedAtMs?: number;
  /** The `traceparent` of the span that asked for it; unset: the current one. */
  readonly trace?: string;
}

/** The data of the job that a request makes. */
export function dataOf(request: SyncRequest, nowMs: number): RecordJobData {
  const { ref, requestId, isDeleted, trace = currentSpan().traceparent } = request;
  return {
    ...ref,
    queuedAtMs: request.queuedAtMs ?? nowMs,
    ...(requestId === undefined ? {} : { requestId }),
    ...(isDeleted === true ? { deleted: true } : {}),
    ...(trace === '' ? {} : { trace }),
  };
}

/**
 * How the job of a request is queued, besides what is the same for all. `nowMs` is by the clock of all processes; BullMQ
 * compares its `timestamp` with the own clock of each.
 */
export function optionsOf(request: SyncRequest, nowMs: number): JobsOptions {
  const waitedMs = nowMs - (request.queuedAtMs ?? nowMs);
  return {
    priority: priorityOf(request.importance),
    deduplication: { id: request.ref.id, keepLastIfActive: true },
    timestamp: Date.now() - waitedMs,
    // BullMQ counts it from the time that the job was queued.
    ...(request.delayMs > 0 ? { delay: request.delayMs + waitedMs } : {}),
  };
}

/** When a job was queued, epoch ms by the clock of all processes; by that of one for a job of an earlier release. */
export function queuedAtMsOf(data: unknown, timestamp: number): number {
  return number(jsonObject(data)['queuedAtMs']) ?? timestamp;
}

/** Why a delivery was not taken. */
export const refusalReasons = [
  'not_authentic',
  /** Not JSON, a wrong field, an unknown module. */
  'not_understood',
  /** Authentic, and of more records, fields or parameters than one may have. */
  'too_many',
  /** Longer than `WEBHOOK_MAX_BODY_BYTES`: it was not read. */
  'too_large',
  'compressed',
  /** Its address was refused too often. */
  'rate_limited',
  /** The connection ended, or took too long, before the body was there. */
  'aborted',
  'timed_out',
  /** Bodies under way were at their limit, and it was the slowest of them. */
  'overloaded',
  'queue_full',
  'redis_unavailable',
  /** `WEBHOOK_ENABLED=false`. */
  'disabled',
  'shutting_down',
  /** Something that was not foreseen: the log has it. */
  'error',
] as const;

export type RefusalReason = (typeof refusalReasons)[number];

const byStatus: Readonly<Record<number, RefusalReason>> = {
  400: 'not_understood',
  401: 'not_authentic',
  408: 'timed_out',
  413: 'too_large',
  415: 'compressed',
  429: 'rate_limited',
};

/** Why a delivery was answered with this status; `noted` is what was noted where it was refused. */
export function refusalReasonOf(
  status: number,
  noted: RefusalReason | undefined,
): RefusalReason | undefined {
  if (status < 400) return undefined;
  return noted ?? byStatus[status] ?? 'error';
}

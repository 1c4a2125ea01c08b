import { type RefusalReason } from '../installation/refusal-reason.js';

const byStatus: Readonly<Record<number, RefusalReason>> = {
  400: 'not_understood',
  401: 'not_authentic',
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

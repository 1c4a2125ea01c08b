import { type Gap, type GapReason } from '../../gaps/gap-store.js';
import { overlapMs, type SweepWindow } from '../sweep/window.js';

/** Gaps that are swept together, and their window. */
export interface GapWindow {
  readonly gaps: readonly Gap[];
  readonly window: SweepWindow;
}

/** For how long Zoho tells which records were deleted: those in the recycle bin. */
const deletedKnownForMs = 60 * 86_400_000;

/**
 * The windows that gaps of one module need, by Zoho's clock, which is `offsetMs` ahead of this machine's. Each reaches
 * two minutes beyond its gaps; gaps that touch are one window.
 */
export function gapWindows(gaps: readonly Gap[], offsetMs: number): readonly GapWindow[] {
  const groups: Gap[][] = [];
  for (const gap of [...gaps].sort((one, other) => one.fromMs - other.fromMs)) {
    const last = groups.at(-1);
    const endMs = Math.max(...(last ?? []).map(({ toMs }) => toMs));
    if (last !== undefined && gap.fromMs <= endMs + 2 * overlapMs) last.push(gap);
    else groups.push([gap]);
  }
  return groups.map((group) => ({ gaps: group, window: windowOf(group, offsetMs) }));
}

function windowOf(gaps: readonly Gap[], offsetMs: number): SweepWindow {
  const fromMs = Math.min(...gaps.map((gap) => gap.fromMs));
  const toMs = Math.max(...gaps.map((gap) => gap.toMs));
  return {
    name: `gap:${fromMs}-${toMs}`,
    sinceMs: fromMs + offsetMs - overlapMs,
    untilMs: toMs + offsetMs + overlapMs,
    paging: 'keyset',
  };
}

const lossReasons: readonly GapReason[] = ['redis_lost', 'memory_changed', 'memory_lost'];

/** Whether only a full comparison can fill a gap: what was queued or remembered is lost, or it is too long ago. */
export function needsComparison(gap: Gap, nowMs: number): boolean {
  return lossReasons.includes(gap.reason) || nowMs - gap.fromMs > deletedKnownForMs;
}

import {
  deletedPageCredits,
  recordPageCredits,
  rowsPerPage,
} from '../../zoho/records/zoho-lists.js';

/** Below this nothing is left for live changes to speak of. */
const leastRemaining = 1000;
/** Zoho tells what remains from half of the day's credits on, so the highest number seen is about half of them. */
const shareOfHighest = 0.2;

/** Whether so few API credits remain that they belong to live changes. `highest`: the most that was seen to remain. */
export function creditsAreLow(remaining: number, highest: number): boolean {
  return remaining < Math.max(leastRemaining, highest * shareOfHighest);
}

/** What listing so many records of a module costs. */
export function comparisonCredits(records: number): number {
  return Math.max(1, Math.ceil(records / rowsPerPage)) * recordPageCredits;
}

/** What a sweep of a module costs in which nothing has changed. */
export const leastSweepCredits = recordPageCredits + deletedPageCredits;

/** The day a credit counts for: `2026-11-25`, UTC. */
export function creditDay(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

/** How long that day lasts yet. */
export function restOfDayMs(nowMs: number): number {
  const dayMs = 86_400_000;
  return dayMs - (nowMs % dayMs);
}

/**
 * How far a window reaches back over the one before, and beyond the ends of a gap. Zoho gives times to the second, its
 * servers' clocks differ, and a change shows in lists a moment after it was made.
 */
export const overlapMs = 120_000;

/** Times of one module that are swept together, epoch ms by Zoho's clock. */
export interface SweepWindow {
  /** Stable: names the unfinished run of this window, which goes on where it stopped. */
  readonly name: string;
  /** Undefined: from the first record on. */
  readonly sinceMs: number | undefined;
  /** Records modified later are left out; undefined: up to now. */
  readonly untilMs: number | undefined;
  /**
   * - `keyset`: every page begins at the second in which the last one ended; page tokens are used within a second only.
   *   What a record that moves between pages does to a token's list isn't documented; here it can't matter.
   * - `token`: as few pages as can be, for whoever looks again at what seems to be missing.
   */
  readonly paging: 'keyset' | 'token';
  /** Whether pages bring what is wanted of their records, as far as lists show it. */
  readonly isWhole?: boolean;
}

/**
 * From where the next window begins, once everything that changed before `startedAtMs` is queued. The clock is Zoho's,
 * read when the window was begun: what changed while it was swept belongs to the next. It never goes back.
 */
export function cursorAfter(
  cursorMs: number | undefined,
  startedAtMs: number | undefined,
): number | undefined {
  if (startedAtMs === undefined) return cursorMs;
  return Math.max(cursorMs ?? 0, startedAtMs - overlapMs);
}

const firstWindowMs = 3_600_000;

/** Where the very first window of a module begins; what is older is a full comparison's affair. */
export function firstWindowSinceMs(nowMs: number): number {
  return nowMs - firstWindowMs - overlapMs;
}

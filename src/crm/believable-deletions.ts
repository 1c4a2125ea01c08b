/** Fewer than these may always go. */
const few = 20;
const share = 0.05;

/**
 * How many of a module's records may be missing from the CRM, without being listed as deleted, before that looks like a
 * lost permission rather than like deletions.
 */
export function believableDeletions(remembered: number): number {
  return Math.max(few, Math.floor(remembered * share));
}

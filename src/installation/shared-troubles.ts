import { type Subject, subjects, type Trouble } from '../observability/trouble.js';

/** What one process says of what it depends on. */
export interface Dependence {
  readonly troubles: readonly Trouble[];
  /** When each last worked there, epoch ms. */
  readonly worked: Readonly<Partial<Record<Subject, number>>>;
}

/** A process that hasn't asked for so long doesn't know better than one that has. */
const outdatedAfterMs = 60_000;

/**
 * The troubles over all processes, one per subject. A process that met one long ago and hasn't asked again is
 * overruled by one for which it worked since.
 */
export function sharedTroubles(all: readonly Dependence[], nowMs: number): readonly Trouble[] {
  return subjects.flatMap((subject) => {
    const workedMs = Math.max(0, ...all.map(({ worked }) => worked[subject] ?? 0));
    const troubles = all
      .flatMap((one) => one.troubles)
      .filter((trouble) => trouble.subject === subject)
      .filter(
        ({ lastFailedMs }) => lastFailedMs > workedMs || nowMs - lastFailedMs < outdatedAfterMs,
      );
    if (troubles.length === 0) return [];
    const last = troubles.reduce((one, other) =>
      other.lastFailedMs > one.lastFailedMs ? other : one,
    );
    return [{ ...last, sinceMs: Math.min(...troubles.map(({ sinceMs }) => sinceMs)) }];
  });
}

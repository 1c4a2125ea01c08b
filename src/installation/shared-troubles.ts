import { isSubject, type Subject, subjects, type Trouble } from '../observability/trouble.js';

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

/** Of a heartbeat: what can't be read is left out, as is what an earlier release didn't tell. */
export function dependenceFrom(troubles: unknown, worked: unknown): Dependence {
  const given = typeof worked === 'object' && worked !== null ? Object.entries(worked) : [];
  return {
    troubles: Array.isArray(troubles) ? troubles.flatMap((each) => troubleFrom(each) ?? []) : [],
    worked: Object.fromEntries(
      given.filter(([subject, time]) => isSubject(subject) && typeof time === 'number'),
    ),
  };
}

function troubleFrom(value: unknown): Trouble | undefined {
  const { subject, sinceMs, lastFailedMs, code, message } = (value ?? {}) as Record<
    string,
    unknown
  >;
  if (!isSubject(subject) || typeof sinceMs !== 'number' || typeof lastFailedMs !== 'number')
    return undefined;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  return { subject, sinceMs, lastFailedMs, code, message };
}

/**
 * How soon a record is to be synced, most important first. A letter of the class begins every job id, so that whoever
 * finds a job of a record already waiting knows how important that one is.
 */
export const importances = ['critical', 'live', 'parent', 'sweep'] as const;

export type Importance = (typeof importances)[number];

const letters = {
  critical: 'c',
  live: 'l',
  parent: 'p',
  sweep: 's',
} as const satisfies Record<Importance, string>;

/** BullMQ priorities: 1 goes first. */
export function priorityOf(importance: Importance): number {
  return importances.indexOf(importance) + 1;
}

export function letterOf(importance: Importance): string {
  return letters[importance];
}

/** What a job of this id was queued for; undefined for an id of unknown form. */
export function importanceOf(jobId: string): Importance | undefined {
  return importances.find((importance) => jobId.startsWith(`${letters[importance]}-`));
}

/** Whether a job of this id was queued for something less important. Ids of unknown form count as less important. */
export function isLessImportant(jobId: string, than: Importance): boolean {
  const queuedFor = importanceOf(jobId);
  return queuedFor === undefined || priorityOf(queuedFor) > priorityOf(than);
}

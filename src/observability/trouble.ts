/** What the service depends on. */
export const subjects = [
  'redis',
  'zoho',
  'credentials',
  'credits',
  'permission',
  'memory',
  'clock',
] as const;

export type Subject = (typeof subjects)[number];

export function isSubject(value: unknown): value is Subject {
  return subjects.some((subject) => subject === value);
}

/** Something that the service depends on does not do its part. Times are epoch ms. */
export interface Trouble {
  readonly subject: Subject;
  /** The first failure since it last worked. */
  readonly sinceMs: number;
  readonly lastFailedMs: number;
  /** Of the last failure: its stable code, and its message, which names the remedy. */
  readonly code: string;
  readonly message: string;
}

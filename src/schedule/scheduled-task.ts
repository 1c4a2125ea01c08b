/** Something to be done again and again, once per tick however many processes there are. */
export interface ScheduledTask {
  /** Stable: it names the task's schedule in Redis. */
  readonly name: string;
  readonly everyMs: number;
  /** What it did, for the log. May run again after a crash in the middle. */
  run(): Promise<Readonly<Record<string, unknown>>>;
}

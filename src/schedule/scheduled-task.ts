/** When a task is due: again after a time, or once a day at a time of day in UTC (`02:00`). */
export type TaskTimes = { readonly everyMs: number } | { readonly dailyAt: string };

/** What a run did, for the log; undefined for one that found nothing to do. */
export type TaskReport = Readonly<Record<string, unknown>> | undefined;

/** Something to be done again and again, once per tick however many processes there are. */
export interface ScheduledTask {
  /** Stable: it names the task's schedule in Redis. */
  readonly name: string;
  readonly when: TaskTimes;
  /** Runs once when a process starts, too. */
  readonly atStart?: boolean;
  /** Never runs beside itself: a tick that comes while it still runs is passed over. May run again after a crash. */
  run(): Promise<TaskReport>;
}

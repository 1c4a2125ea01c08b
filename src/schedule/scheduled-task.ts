import { DiscoveryService } from '@nestjs/core';

/** The queue of ticks. */
export const scheduleName = 'schedule';

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

/** A provider that has tasks; none where the settings leave it nothing to do. */
interface TaskSource {
  tasks(): readonly ScheduledTask[];
}

const mark = DiscoveryService.createDecorator();

/** Has the tasks of a provider run in the processes that schedule, whichever module it is in. */
export function Scheduled() {
  return (source: new (...dependencies: never[]) => TaskSource): void => {
    mark()(source);
  };
}

/** The tasks of every provider that has been given `@Scheduled()`. */
export function scheduledTasks(discovery: DiscoveryService): readonly ScheduledTask[] {
  const sources = discovery.getProviders({ metadataKey: mark.KEY });
  return sources.flatMap(({ instance }) => (instance as TaskSource).tasks());
}

import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Queue, type RepeatOptions, Worker } from 'bullmq';

import { appErrorFrom } from '../kernel/app-error.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { RedisLock } from '../redis/redis-lock.js';
import { queueOptions, retryRedisMs } from '../redis/connection/redis-options.js';
import { longestIdleMs } from '../redis/time-limits.js';
import { type ScheduledTask, scheduleName, type TaskTimes } from './scheduled-task.js';

/** How often it is looked whether the schedule is still there. */
const lookEveryMs = 5000;
const keptFailures = 20;

/**
 * Runs scheduled tasks. The schedule is in Redis: every tick is one job, taken by one of the processes that schedule,
 * and by another one if that dies. A Redis that lost it is given it again. Tasks run beside each other, so a long one
 * doesn't hold up the rest.
 */
@Injectable()
export class Scheduler implements BeforeApplicationShutdown {
  readonly #logger = new Logger(Scheduler.name);
  #tasks: ReadonlyMap<string, ScheduledTask> = new Map();
  #queue: Queue | undefined;
  #worker: Worker | undefined;
  #looking: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly redis: RedisConnections) {}

  /**
   * Begins in the background: a process starts also while Redis can't be reached.
   * @throws where two tasks have one name
   */
  start(tasks: readonly ScheduledTask[]): void {
    this.#tasks = byName(tasks);
    const { patient: connection, prefix } = this.redis;
    const options = { ...queueOptions, connection, prefix };
    const queue = new Queue(scheduleName, options);
    // One more than there are tasks: a tick that is only to be passed over must find a place too.
    const concurrency = this.#tasks.size + 1;
    const worker = new Worker(scheduleName, (job) => this.#run(job.name), {
      ...options,
      concurrency,
      runRetryDelay: retryRedisMs,
      stalledInterval: longestIdleMs,
    });
    this.#queue = queue;
    this.#worker = worker;
    const report = (error: Error): void => {
      this.#logger.debug({ event: 'schedule.error', reason: error.message });
    };
    queue.on('error', report);
    worker.on('error', (error) => {
      report(error);
      // One that never came in asks again and again within one tick: no timer would run any more.
      if (this.redis.isStopping) worker.close(true).catch(report);
    });
    void this.#keepScheduled(queue, tasks);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#looking);
    const report = (error: unknown): void => {
      this.#logger.debug({ event: 'schedule.close_failed', reason: String(error) });
    };
    // A task can't end where its end can't be noted; another process takes it up.
    await this.#worker?.close(!this.redis.breaker.answers).catch(report);
    await this.#queue?.close().catch(report);
  }

  /** Schedules the tasks, and later, again and again, those that Redis knows no more. */
  async #keepScheduled(queue: Queue, tasks: readonly ScheduledTask[]): Promise<void> {
    try {
      await this.#schedule(queue, tasks);
    } catch (error) {
      this.#logger.error({ event: 'schedule.failed', reason: String(error) });
    }
    if (this.#closed) return;
    this.#looking = setTimeout(() => void this.#look(queue), lookEveryMs);
    this.#looking.unref();
  }

  async #look(queue: Queue): Promise<void> {
    const tasks = await this.#unscheduled(queue).catch(() => []);
    if (tasks.length > 0) {
      this.#logger.warn({ event: 'schedule.lost', tasks: tasks.map(({ name }) => name) });
    }
    await this.#keepScheduled(queue, tasks);
  }

  async #unscheduled(queue: Queue): Promise<readonly ScheduledTask[]> {
    const tasks = [...this.#tasks.values()];
    const known = await Promise.all(tasks.map(({ name }) => queue.getJobScheduler(name)));
    return tasks.filter((_task, at) => known[at] === undefined);
  }

  async #schedule(queue: Queue, tasks: readonly ScheduledTask[]): Promise<void> {
    for (const { name, when, atStart } of tasks) {
      const opts = { removeOnComplete: true, removeOnFail: { count: keptFailures } };
      await queue.upsertJobScheduler(name, repetitionOf(when), { name, opts });
      if (atStart === true) await queue.add(name, {}, opts);
    }
  }

  /** One run of a task at a time, over all processes: a tick that comes during a run is passed over. */
  async #run(name: string): Promise<void> {
    const task = this.#tasks.get(name);
    // A task of an older version, whose schedule is still in Redis.
    if (task === undefined) return;
    const lock = new RedisLock(this.redis, this.redis.key(scheduleName, 'running', name));
    if ((await lock.alone(() => this.#report(task))) === undefined) {
      this.#logger.debug({ event: 'task.passed_over', task: name });
    }
  }

  async #report(task: ScheduledTask): Promise<void> {
    const startedAt = performance.now();
    const tookMs = (): number => Math.round(performance.now() - startedAt);
    try {
      const done = await task.run();
      const entry = { event: 'task.finished', task: task.name, ...done, tookMs: tookMs() };
      if (done === undefined) this.#logger.debug(entry);
      else this.#logger.log(entry);
    } catch (error) {
      const { code, message } = appErrorFrom(error);
      const failure = { task: task.name, code, reason: message, tookMs: tookMs() };
      this.#logger.warn({ event: 'task.failed', ...failure });
      throw error;
    }
  }
}

function byName(tasks: readonly ScheduledTask[]): ReadonlyMap<string, ScheduledTask> {
  const known = new Map<string, ScheduledTask>();
  for (const task of tasks) {
    if (known.has(task.name)) {
      throw new Error(`Two tasks are named ${task.name}: they would share one schedule in Redis.`);
    }
    known.set(task.name, task);
  }
  return known;
}

function repetitionOf(when: TaskTimes): Omit<RepeatOptions, 'key'> {
  if ('everyMs' in when) return { every: when.everyMs };
  const [hours = '0', minutes = '0'] = when.dailyAt.split(':');
  return { pattern: `${Number(minutes)} ${Number(hours)} * * *`, tz: 'UTC' };
}

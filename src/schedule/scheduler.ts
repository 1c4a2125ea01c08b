import {
  type BeforeApplicationShutdown,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type Job, Queue, Worker } from 'bullmq';

import { type RedisConnections } from '../redis/redis-connections.js';
import { type ScheduledTask } from './scheduled-task.js';

const queueName = 'schedule';
const keptFailures = 20;

/**
 * Runs scheduled tasks. The schedule is in Redis: every tick is one job, taken by one of the processes that schedule,
 * and by another one if that dies.
 */
export class Scheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(Scheduler.name);
  readonly #tasks: ReadonlyMap<string, ScheduledTask>;
  #queue: Queue | undefined;
  #worker: Worker | undefined;

  constructor(
    private readonly redis: RedisConnections,
    tasks: readonly ScheduledTask[],
  ) {
    this.#tasks = new Map(tasks.map((task) => [task.name, task]));
  }

  /** Begins in the background: a process starts also while Redis can't be reached. */
  onApplicationBootstrap(): void {
    const options = { connection: this.redis.patient, prefix: this.redis.prefix };
    this.#queue = new Queue(queueName, options);
    this.#worker = new Worker(queueName, (job) => this.#run(job), options);
    const report = (error: Error): void => {
      this.#logger.debug({ event: 'schedule.error', reason: error.message });
    };
    this.#queue.on('error', report);
    this.#worker.on('error', report);
    this.#schedule(this.#queue).catch((error: unknown) => {
      this.#logger.error({ event: 'schedule.failed', reason: String(error) });
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#worker?.close();
    await this.#queue?.close();
  }

  async #schedule(queue: Queue): Promise<void> {
    for (const { name, everyMs } of this.#tasks.values()) {
      const opts = { removeOnComplete: true, removeOnFail: { count: keptFailures } };
      await queue.upsertJobScheduler(name, { every: everyMs }, { name, opts });
    }
  }

  async #run(job: Job): Promise<void> {
    const task = this.#tasks.get(job.name);
    // A task of an older version, whose schedule is still in Redis.
    if (task === undefined) return;
    const startedAt = performance.now();
    const done = await task.run();
    const tookMs = Math.round(performance.now() - startedAt);
    this.#logger.log({ event: 'task.finished', task: task.name, ...done, tookMs });
  }
}

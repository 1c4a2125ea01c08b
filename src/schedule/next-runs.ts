import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Queue } from 'bullmq';

import { within } from '../kernel/within.js';
import { queueOptions } from '../redis/connection/redis-options.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { scheduleName } from './scheduled-task.js';

const readWithinMs = 1500;

/** When scheduled tasks are due next, for who looks at the state of the service, in any process. */
@Injectable()
export class NextRuns implements BeforeApplicationShutdown {
  #queue: Queue | undefined;

  constructor(private readonly redis: RedisConnections) {}

  /** Epoch ms; undefined for a task that no process has scheduled. @throws where Redis doesn't answer in time */
  async of(task: string): Promise<number | undefined> {
    const found = await within(this.#opened().getJobScheduler(task), readWithinMs, 'Redis');
    return found?.next;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#queue?.close().catch(() => undefined);
  }

  #opened(): Queue {
    if (this.#queue !== undefined) return this.#queue;
    const { patient: connection, prefix } = this.redis;
    this.#queue = new Queue(scheduleName, { ...queueOptions, connection, prefix });
    // Told by whoever asks; without a listener it would end the process.
    this.#queue.on('error', () => undefined);
    return this.#queue;
  }
}

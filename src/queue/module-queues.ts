import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';

import { Settings } from '../config/settings.js';
import { type CrmModule } from '../crm/modules.js';
import { Clock } from '../kernel/clock.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { queueOptions } from '../redis/connection/redis-options.js';
import { LogStanding } from './log/log-standing.js';
import { LostJobs } from './mending/lost-jobs.js';
import { removeMistyped } from './mending/mistyped-keys.js';
import { queueNameOf, type RecordJobData } from './record-job.js';

export type RecordQueue = Queue<RecordJobData>;

/** BullMQ writes an event for every step of a job; nobody reads further back than this. */
const keptEvents = 100;

/** BullMQ's queue of every module that is synced. Which those are is known only when the settings are read. */
@Injectable()
export class ModuleQueues implements OnApplicationShutdown {
  readonly byModule: ReadonlyMap<CrmModule, RecordQueue>;
  readonly lost: LostJobs;
  readonly #all: RecordQueue[] = [];
  readonly #logger = new Logger(ModuleQueues.name);

  constructor(
    private readonly redis: RedisConnections,
    settings: Settings,
    /** What is on its way onto them. */
    readonly log: LogStanding,
    /** By which it is told how long something has been on them. */
    readonly clock: Clock,
  ) {
    this.lost = new LostJobs(redis);
    this.byModule = new Map(settings.queue.modules.map((module) => [module, this.#make(module)]));
  }

  /**
   * Takes away what of the queue, and of some records in it, is of a type by which nothing gets past it. Whether there was
   * something. @throws the error of Redis
   */
  async mend(module: CrmModule, recordIds: readonly string[] = []): Promise<boolean> {
    const removed = await removeMistyped(this.redis, module, recordIds);
    if (removed > 0) this.#logger.warn({ event: 'queue.mistyped_keys', module, removed });
    return removed > 0;
  }

  /** A queue that only others work off. */
  ofOthers(module: CrmModule): RecordQueue {
    return this.#make(module);
  }

  #make(module: CrmModule): RecordQueue {
    const queue: RecordQueue = new Queue(queueNameOf(module), {
      ...queueOptions,
      connection: this.redis.failFast,
      prefix: this.redis.prefix,
      streams: { events: { maxLen: keptEvents } },
    });
    this.#all.push(queue);
    return queue;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#all.map((queue) => queue.close()));
  }
}

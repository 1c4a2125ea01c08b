import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';

import { Settings } from '../config/settings.js';
import { type CrmModule } from '../crm/modules.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { queueOptions } from '../redis/redis-options.js';
import { LostJobs } from './lost-jobs.js';
import { queueNameOf, type RecordJobData } from './record-job.js';

export type RecordQueue = Queue<RecordJobData>;

/** BullMQ writes an event for every step of a job; nobody reads further back than this. */
const keptEvents = 100;

/** BullMQ's queue of every module that is synced. Which those are is known only when the settings are read. */
@Injectable()
export class ModuleQueues implements OnApplicationShutdown {
  readonly byModule: ReadonlyMap<CrmModule, RecordQueue>;
  readonly lost: LostJobs;

  constructor(redis: RedisConnections, settings: Settings) {
    this.lost = new LostJobs(redis);
    const options = {
      ...queueOptions,
      connection: redis.failFast,
      prefix: redis.prefix,
      streams: { events: { maxLen: keptEvents } },
    };
    this.byModule = new Map(
      settings.queue.modules.map((module) => [module, new Queue(queueNameOf(module), options)]),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.byModule.values()].map((queue) => queue.close()));
  }
}

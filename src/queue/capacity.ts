import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type CrmModule } from '../crm/modules.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { LogStanding } from './log/log-standing.js';
import { queueNameOf } from './record-job.js';
import { RecordQueues } from './record-queues.js';

export interface QueueDepth {
  readonly module: CrmModule;
  /** Those that are in the log and on no queue yet count too. */
  readonly waiting: number;
  /** Of these, the records of the log's entries; one that several name counts as often. */
  readonly unrouted: number;
  readonly delayed: number;
  readonly active: number;
}

/** How many records wait, in the log and over all queues, against the limit. The door itself counts in its script. */
@Injectable()
export class Capacity {
  readonly limit: number;

  constructor(
    private readonly redis: RedisConnections,
    private readonly queues: RecordQueues,
    private readonly log: LogStanding,
    settings: Settings,
  ) {
    this.limit = settings.queue.maxWaiting;
  }

  /** Records waiting over all queues now. @throws the error of Redis */
  async waiting(): Promise<number> {
    const depths = await this.depths();
    return depths.reduce((sum, depth) => sum + depth.waiting + depth.delayed, 0);
  }

  /** What waits and runs, per module; without `modules`, of those that are synced. @throws the error of Redis */
  async depths(modules = this.queues.modules): Promise<readonly QueueDepth[]> {
    const client = this.redis.failFast;
    // First: what leaves the log meanwhile is on a queue before.
    const { byModule } = await this.log.unrouted();
    return Promise.all(
      modules.map(async (module) => {
        const key = (type: string): string => this.redis.key(queueNameOf(module), type);
        const [wait, prioritized, delayed, active] = await Promise.all([
          client.llen(key('wait')),
          client.zcard(key('prioritized')),
          client.zcard(key('delayed')),
          client.llen(key('active')),
        ]);
        const unrouted = byModule.get(module) ?? 0;
        return { module, waiting: wait + prioritized + unrouted, unrouted, delayed, active };
      }),
    );
  }
}

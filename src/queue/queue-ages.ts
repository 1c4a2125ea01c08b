import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../crm/modules.js';
import { Clock } from '../kernel/clock.js';
import { jsonFrom } from '../kernel/json.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { importances, priorityOf } from './importance.js';
import { queuedAtMsOf, queueNameOf } from './record-job.js';
import { LogStanding } from './log/log-standing.js';
import { RecordQueues } from './record-queues.js';

/** BullMQ scores a job by priority × 2^32 plus a serial number (its script `addPrioritizedJob`). */
const scoresPerPriority = 0x1_0000_0000;

/** How long records have been waiting, by what Redis says: how far memory is behind right now. */
@Injectable()
export class QueueAges {
  constructor(
    private readonly redis: RedisConnections,
    private readonly queues: RecordQueues,
    private readonly log: LogStanding,
    private readonly clock: Clock,
  ) {}

  /**
   * Milliseconds since the oldest record that waits was queued, per module; 0 where none waits. Looked at are the first
   * of every importance, the one that is delayed for the shortest time, and the one that runs longest.
   * @throws the error of Redis
   */
  async oldestMs(): Promise<ReadonlyMap<CrmModule, number>> {
    const { modules } = this.queues;
    const ages = await Promise.all(
      modules.map(async (module) =>
        Math.max(...(await Promise.all([this.log.unroutedMs(module), this.#oldestMs(module)]))),
      ),
    );
    return new Map(modules.map((module, index) => [module, ages[index] ?? 0]));
  }

  async #oldestMs(module: CrmModule): Promise<number> {
    const client = this.redis.failFast;
    const key = (type: string): string => this.redis.key(queueNameOf(module), type);
    const firsts = await Promise.all([
      ...importances.map((importance) => {
        const least = priorityOf(importance) * scoresPerPriority;
        const most = `(${least + scoresPerPriority}`;
        return client.zrangebyscore(key('prioritized'), String(least), most, 'LIMIT', 0, 1);
      }),
      client.zrange(key('delayed'), '0', '0'),
      client.lrange(key('active'), -1, -1),
    ]);
    const jobs = await Promise.all(
      firsts.flat().map((id) => client.hmget(key(id), 'timestamp', 'data')),
    );
    const known = jobs
      .map(([timestamp, data]) => queuedAtMsOf(jsonFrom(data ?? ''), Number(timestamp)))
      .filter((time) => time > 0);
    return known.length === 0 ? 0 : Math.max(0, this.clock.now() - Math.min(...known));
  }
}

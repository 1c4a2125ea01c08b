import { Injectable } from '@nestjs/common';

import { roles } from '../../config/roles.js';
import { Processes } from '../../installation/processes.js';
import { Metrics } from '../../observability/metrics.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { probeRedis } from '../../redis/redis-probe.js';
import { RedisTime } from '../../redis/redis-time.js';
import { QueueState } from '../../queue/progress/queue-state.js';

/** Gauges of what Redis holds: the queues, the dead letters, the processes, and Redis itself. */
@Injectable()
export class StateMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly queues: QueueState,
    private readonly processes: Processes,
    private readonly redis: RedisConnections,
    private readonly time: RedisTime,
  ) {
    metrics.queueCapacity.set(queues.limit);
    metrics.beforeScrape(() => this.#refreshRedis());
    metrics.beforeScrape(() => this.#refreshQueues());
    metrics.beforeScrape(() => this.#refreshProcesses());
  }

  async #refreshQueues(): Promise<void> {
    const { depths, ages, lags, deadLetters } = await this.queues.read();
    for (const { module, waiting, delayed, active } of depths) {
      this.metrics.queueRecords.set({ module, state: 'waiting' }, waiting);
      this.metrics.queueRecords.set({ module, state: 'delayed' }, delayed);
      this.metrics.queueRecords.set({ module, state: 'active' }, active);
    }
    for (const [module, ms] of ages) this.metrics.queueAge.set({ module }, ms / 1000);
    for (const [module, ms] of lags) this.metrics.lag.set({ module }, ms / 1000);
    for (const [module, count] of deadLetters) this.metrics.deadLetters.set({ module }, count);
  }

  async #refreshProcesses(): Promise<void> {
    const alive = await this.processes.alive();
    for (const role of roles) {
      const count = alive.filter((process) => process.role === role).length;
      this.metrics.processes.set({ role }, count);
    }
  }

  async #refreshRedis(): Promise<void> {
    try {
      await probeRedis(this.redis);
      this.metrics.redisUp.set(1);
      this.metrics.clockSkew.set(this.time.skewMs / 1000);
    } catch {
      this.metrics.redisUp.set(0);
    }
    // One that is full takes no writes, and still says how full it is.
    const info = await this.redis.failFast.info('memory');
    // Its user may not ask for it.
    if (info === '') return;
    this.metrics.redisMemory.set({ kind: 'used' }, numberIn(info, 'used_memory'));
    this.metrics.redisMemory.set({ kind: 'limit' }, numberIn(info, 'maxmemory'));
  }
}

/** A line of Redis's INFO: `used_memory:1048576`. */
function numberIn(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)\\r?$`, 'm').exec(info)?.[1] ?? 0);
}

import { Injectable } from '@nestjs/common';

import { clockProblem } from '../installation/clock-checks.js';
import { appErrorFrom } from '../kernel/app-error.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { probeRedis } from '../redis/redis-probe.js';
import { RedisTime } from '../redis/redis-time.js';
import { failure, type Finding, ok } from './finding.js';
import { redisFindings } from './redis-findings.js';

/** What is wrong with Redis, and with this machine's clock beside its. */
@Injectable()
export class RedisExamination {
  constructor(
    private readonly connections: RedisConnections,
    private readonly time: RedisTime,
  ) {}

  /** Whether Redis takes writes, how fast, and what it says of itself. @throws the error of Redis where it stops answering */
  async now(): Promise<readonly Finding[]> {
    const info = redisFindings(await this.connections.failFast.info());
    try {
      const tookMs = await probeRedis(this.connections);
      return [ok('Redis', `takes writes, within ${tookMs} ms`), ...info, await this.#clock()];
    } catch (error) {
      return [failure('Redis', appErrorFrom(error).message, 'see the message'), ...info];
    }
  }

  /** Here: a process on another machine tells of its own as a trouble. */
  async #clock(): Promise<Finding> {
    await this.time.ask();
    const problem = clockProblem(this.time.skewMs);
    if (problem === undefined) return ok('Clock', "within 2 s of Redis'");
    return failure('Clock', problem.message, 'see the message');
  }
}

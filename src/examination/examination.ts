import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { clockProblem } from '../installation/clock-checks.js';
import { Processes } from '../installation/processes.js';
import { TroubleStore } from '../installation/trouble-store.js';
import { appErrorFrom } from '../kernel/app-error.js';
import { DeadLetterStore } from '../queue/dead-letters/dead-letter-store.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { RedisTime } from '../redis/redis-time.js';
import { probeRedis } from '../redis/redis-probe.js';
import { clearTextFindings } from './clear-text-findings.js';
import { fileFindings } from './file-findings.js';
import { failure, type Finding, ok } from './finding.js';
import { redisFindings } from './redis-findings.js';
import { secretFindings } from './secret-findings.js';
import { serviceFindings } from './service-findings.js';
import { settingsFindings } from './settings-findings.js';

/** What can be examined from within a process of the service: neither Zoho nor another machine is asked. */
@Injectable()
export class Examination {
  constructor(
    private readonly settings: Settings,
    private readonly connections: RedisConnections,
    private readonly time: RedisTime,
    private readonly processes: Processes,
    private readonly troubles: TroubleStore,
    private readonly deadLetters: DeadLetterStore,
  ) {}

  /** Settings and files of this process. */
  here(): readonly Finding[] {
    return [
      ...settingsFindings(this.settings),
      ...secretFindings(this.settings),
      ...clearTextFindings(this.settings),
      ...fileFindings(this.settings),
    ];
  }

  /** Whether Redis takes writes, how fast, and what it says of itself. @throws the error of Redis where it stops answering */
  async redis(): Promise<readonly Finding[]> {
    const info = redisFindings(await this.connections.failFast.info());
    try {
      const tookMs = await probeRedis(this.connections);
      return [ok('Redis', `takes writes, within ${tookMs} ms`), ...info, await this.#clock()];
    } catch (error) {
      return [failure('Redis', appErrorFrom(error).message, 'see the message'), ...info];
    }
  }

  /** What all processes say. @throws the error of Redis */
  async service(): Promise<readonly Finding[]> {
    const [alive, troubles, deadLetters] = await Promise.all([
      this.processes.alive(),
      this.troubles.now(),
      this.deadLetters.count(),
    ]);
    return serviceFindings(alive, troubles, deadLetters);
  }

  /** Here: a process on another machine tells of its own as a trouble. */
  async #clock(): Promise<Finding> {
    await this.time.ask();
    const problem = clockProblem(this.time.skewMs);
    if (problem === undefined) return ok('Clock', "within 2 s of Redis'");
    return failure('Clock', problem.message, 'see the message');
  }
}

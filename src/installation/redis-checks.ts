import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

import { appErrorFrom } from '../kernel/app-error.js';
import { Repetition } from '../kernel/repetition.js';
import { ProcessConditions } from '../observability/process-conditions.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { probeRedis } from '../redis/redis-probe.js';

const everyMs = 2000;

/** Notices that Redis takes no writes, also while nobody delivers, and says so once in the log. */
@Injectable()
export class RedisChecks implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #condition: ReturnType<ProcessConditions['of']>;
  readonly #looks = new Repetition(() => this.#look(), everyMs);

  constructor(
    private readonly redis: RedisConnections,
    conditions: ProcessConditions,
  ) {
    this.#condition = conditions.of('redis');
  }

  onApplicationBootstrap(): void {
    this.#looks.start();
  }

  onApplicationShutdown(): void {
    this.#looks.stop();
  }

  async #look(): Promise<void> {
    try {
      await probeRedis(this.redis);
      this.#condition.worked();
      // So that a connection which is used by nobody now is known to be dead before somebody needs it.
      this.redis.patient.ping().catch(ignoredBecauseItIsGivenUpByItself);
    } catch (error) {
      this.#condition.failed(appErrorFrom(error));
    }
  }
}

function ignoredBecauseItIsGivenUpByItself(): void {
  // A connection that is silent while a command waits is ended.
}

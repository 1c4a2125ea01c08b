import { hostname } from 'node:os';

import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

import { AppError, retryLater } from '../kernel/app-error.js';
import { Repetition } from '../kernel/repetition.js';
import { ProcessConditions } from '../observability/process-conditions.js';
import { RedisTime } from '../redis/redis-time.js';

const everyMs = 2000;
/** A clock that is further from Redis' is wrong, or Redis' is. */
const mostSkewMs = 2000;

/** What is wrong with the clock of this machine, `skewMs` ahead of Redis'; undefined where it is right enough. */
export function clockProblem(skewMs: number): AppError | undefined {
  if (Math.abs(skewMs) <= mostSkewMs) return undefined;
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const direction = skewMs > 0 ? 'ahead of' : 'behind';
  return new AppError(
    'clock.skewed',
    `The clock of ${hostname()} is ${seconds} s ${direction} the one of Redis: let NTP set both (\`timedatectl set-ntp true\`)`,
    { retry: retryLater },
  );
}

/**
 * Compares the own clock with Redis', which is the one that counts between processes. A process goes on by that one; what
 * waits in a queue for its time is woken by the own clocks of the workers, and its log lines are stamped by it.
 */
@Injectable()
export class ClockChecks implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #condition: ReturnType<ProcessConditions['of']>;
  readonly #looks = new Repetition(() => this.#look(), everyMs);

  constructor(
    private readonly time: RedisTime,
    conditions: ProcessConditions,
  ) {
    this.#condition = conditions.of('clock');
  }

  onApplicationBootstrap(): void {
    this.#looks.start();
  }

  onApplicationShutdown(): void {
    this.#looks.stop();
  }

  async #look(): Promise<void> {
    try {
      await this.time.ask();
    } catch {
      // That Redis doesn't answer is told by who looks at it.
      return;
    }
    const problem = clockProblem(this.time.skewMs);
    if (problem === undefined) this.#condition.worked();
    else this.#condition.failed(problem);
  }
}

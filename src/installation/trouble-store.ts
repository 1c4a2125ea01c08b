import { Injectable, Logger } from '@nestjs/common';

import { Clock } from '../kernel/clock.js';
import { within } from '../kernel/within.js';
import { ProcessConditions } from '../observability/process-conditions.js';
import { isSubject, type Subject, type Trouble } from '../observability/trouble.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { Processes } from './processes.js';
import { sharedTroubles } from './shared-troubles.js';

const readWithinMs = 900;

/** What is wrong over all processes, since when, and what was mended last. */
@Injectable()
export class TroubleStore {
  readonly #logger = new Logger(TroubleStore.name);
  readonly #mendedKey: string;

  constructor(
    private readonly conditions: ProcessConditions,
    private readonly processes: Processes,
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {
    this.#mendedKey = redis.key('mended');
    conditions.onChange(({ trouble, ended }) => {
      if (ended && trouble.subject !== 'redis') void this.#noteMended(trouble.subject);
    });
  }

  /** Never rejects: while Redis is away, what this process knows. Answers within a second. */
  async now(): Promise<readonly Trouble[]> {
    const own = {
      troubles: this.conditions.current(),
      worked: this.conditions.lastWorked(),
    };
    const others = await within(this.processes.alive(), readWithinMs, 'Redis').catch(() => []);
    return sharedTroubles([own, ...others], this.clock.now());
  }

  /** When a trouble with each subject last ended, epoch ms. @throws the error of Redis */
  async mendedMs(): Promise<ReadonlyMap<Subject, number>> {
    const stored = await this.redis.patient.hgetall(this.#mendedKey);
    return new Map(
      Object.entries(stored).flatMap(([subject, time]) =>
        isSubject(subject) && Number(time) > 0 ? [[subject, Number(time)] as const] : [],
      ),
    );
  }

  async #noteMended(subject: Subject): Promise<void> {
    try {
      await this.redis.patient.hset(this.#mendedKey, subject, this.clock.now());
    } catch (error) {
      this.#logger.debug({ event: 'trouble.end_not_noted', subject, reason: String(error) });
    }
  }
}

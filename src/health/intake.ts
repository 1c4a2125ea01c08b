import { Injectable } from '@nestjs/common';

import { TroubleStore } from '../installation/trouble-store.js';
import { appErrorFrom } from '../kernel/app-error.js';
import { Clock } from '../kernel/clock.js';
import { SharedLook } from '../kernel/shared-look.js';
import { type Trouble } from '../observability/trouble.js';
import { Capacity } from '../queue/capacity.js';
import { DeadLetterStore } from '../queue/dead-letters/dead-letter-store.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { probeRedis } from '../redis/redis-probe.js';

export interface IntakeNow {
  readonly limit: number;
  /** Undefined while Redis doesn't answer. */
  readonly counts: { readonly waiting: number; readonly deadLetters: number } | undefined;
  readonly troubles: readonly Trouble[];
}

/** Anybody may ask, as often as he likes. */
const lookEveryMs = 200;

/** The state of the way in. */
@Injectable()
export class Intake {
  readonly #looks = new SharedLook(() => this.#look(), lookEveryMs);

  constructor(
    private readonly capacity: Capacity,
    private readonly deadLetters: DeadLetterStore,
    private readonly redis: RedisConnections,
    private readonly troubles: TroubleStore,
    private readonly clock: Clock,
  ) {}

  /** Never rejects, and answers within a second. */
  now(): Promise<IntakeNow> {
    return this.#looks.now();
  }

  async #look(): Promise<IntakeNow> {
    const [counts, known, found] = await Promise.all([
      this.#counts(),
      this.troubles.now(),
      this.#redisTrouble(),
    ]);
    const isKnown = known.some(({ subject }) => subject === 'redis');
    const troubles = found === undefined || isKnown ? known : [found, ...known];
    return { limit: this.capacity.limit, counts, troubles };
  }

  async #counts(): Promise<IntakeNow['counts']> {
    try {
      const [waiting, deadLetters] = await Promise.all([
        this.capacity.waiting(),
        this.deadLetters.count(),
      ]);
      return { waiting, deadLetters };
    } catch {
      return undefined;
    }
  }

  /** Found out now: that deliveries can't be taken must not wait for a second look. */
  async #redisTrouble(): Promise<Trouble | undefined> {
    try {
      await probeRedis(this.redis);
      return undefined;
    } catch (error) {
      const { code, message } = appErrorFrom(error);
      const nowMs = this.clock.now();
      return { subject: 'redis', sinceMs: nowMs, lastFailedMs: nowMs, code, message };
    }
  }
}

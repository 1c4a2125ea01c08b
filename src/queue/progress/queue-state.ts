import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { SharedLook } from '../../kernel/shared-look.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { Capacity, type QueueDepth } from '../capacity.js';
import { DeadLetterStore } from '../dead-letters/dead-letter-store.js';
import { QueueAges } from '../queue-ages.js';
import { queueNameOf } from '../record-job.js';
import { RecordProgress } from './record-progress.js';

export interface QueuesNow {
  readonly depths: readonly QueueDepth[];
  readonly deadLetters: ReadonlyMap<CrmModule, number>;
  /** Of the oldest record that waits, ms. */
  readonly ages: ReadonlyMap<CrmModule, number>;
  /** Of the oldest change that isn't in memory yet, ms. */
  readonly lags: ReadonlyMap<CrmModule, number>;
}

/** Anybody may ask, as often as he likes. */
const lookEveryMs = 200;

/** How the queues are: what waits, for how long, and what was given up. */
@Injectable()
export class QueueState {
  readonly #looks = new SharedLook(() => this.#look(), lookEveryMs);

  constructor(
    private readonly capacity: Capacity,
    private readonly queueAges: QueueAges,
    private readonly letters: DeadLetterStore,
    private readonly progress: RecordProgress,
    private readonly redis: RedisConnections,
  ) {}

  get limit(): number {
    return this.capacity.limit;
  }

  /** @throws the error of Redis */
  read(): Promise<QueuesNow> {
    return this.#looks.now();
  }

  async #look(): Promise<QueuesNow> {
    const [depths, ages, deadLetters] = await Promise.all([
      this.capacity.depths(),
      this.queueAges.oldestMs(),
      this.letters.countByModule(),
    ]);
    const lags = await Promise.all(
      depths.map(async ({ module }) => [module, await this.progress.lagMs(module)] as const),
    );
    return { depths, ages, lags: new Map(lags), deadLetters };
  }

  /** For how long the queues that are paused will be, ms: a limit of the CRM's is waited for. @throws the error of Redis */
  async pausedForMs(modules: readonly CrmModule[]): Promise<ReadonlyMap<CrmModule, number>> {
    const left = await Promise.all(
      modules.map(async (module) => {
        const key = this.redis.key(queueNameOf(module), 'limiter');
        return [module, await this.redis.failFast.pttl(key)] as const;
      }),
    );
    return new Map(left.filter(([, ms]) => ms > 0));
  }
}

import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { type ApiModule, isApiModule } from '../../crm/modules.js';
import { number, object, oneOf, or, passing, stored, text } from '../../kernel/shape.js';
import { Metrics } from '../../observability/metrics.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { runFrom, type SweepRun } from './sweep-run.js';

/** What came of the last sweep of a module. */
export interface LastSweep {
  readonly api: ApiModule;
  /** Epoch ms. */
  readonly atMs: number;
  readonly status: 'swept' | 'failed';
  /** Records queued because they were modified, and because they were deleted. */
  readonly modified: number;
  readonly deleted: number;
  /** What went wrong, and the remedy. */
  readonly reason: string | null;
}

const lastSweepFrom = stored(
  object<LastSweep>({
    api: passing(isApiModule),
    atMs: number,
    status: oneOf(['swept', 'failed']),
    modified: number,
    deleted: number,
    reason: or(text, null),
  }),
);

/** What a cursor is about: records that were modified, or deleted. */
export type Swept = 'modified' | 'deleted';

/** How far each module has been swept, and the windows that are begun and not ended. */
@Injectable()
export class SweepStore {
  readonly #cursorsKey: string;
  readonly #runsKey: string;
  readonly #lastKey: string;

  constructor(
    private readonly redis: RedisConnections,
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {
    metrics.beforeScrape(() => this.#show());
    this.#cursorsKey = redis.key('sweep', 'cursors');
    this.#runsKey = redis.key('sweep', 'runs');
    this.#lastKey = redis.key('sweep', 'last');
  }

  /** Everything that changed before is queued; epoch ms by Zoho's clock, undefined where nothing was swept yet. */
  async cursorMs(api: ApiModule, what: Swept): Promise<number | undefined> {
    const text = await this.redis.patient.hget(this.#cursorsKey, `${api}:${what}`);
    return Number(text) > 0 ? Number(text) : undefined;
  }

  async moveCursor(api: ApiModule, what: Swept, toMs: number): Promise<void> {
    await this.redis.patient.hset(this.#cursorsKey, `${api}:${what}`, toMs);
  }

  /** What came of the last sweep of a module. */
  async noteLast(sweep: LastSweep): Promise<void> {
    await this.redis.patient.hset(this.#lastKey, sweep.api, JSON.stringify(sweep));
  }

  /** The last sweep of every module that is synced and was swept. */
  async last(): Promise<readonly LastSweep[]> {
    const texts = await this.redis.patient.hmget(this.#lastKey, ...this.settings.queue.apis);
    return texts.map(lastSweepFrom).filter((sweep) => sweep !== undefined);
  }

  async #show(): Promise<void> {
    for (const { api, atMs, status } of await this.last()) {
      const other = status === 'swept' ? 'failed' : 'swept';
      this.metrics.sweptAt.set({ module: api, outcome: status }, atMs / 1000);
      this.metrics.sweptAt.remove({ module: api, outcome: other });
    }
  }

  async run(api: ApiModule, window: string): Promise<SweepRun | undefined> {
    return runFrom(await this.redis.patient.hget(this.#runsKey, `${api}:${window}`));
  }

  async keepRun(api: ApiModule, window: string, run: SweepRun): Promise<void> {
    await this.redis.patient.hset(this.#runsKey, `${api}:${window}`, JSON.stringify(run));
  }

  async endRun(api: ApiModule, window: string): Promise<void> {
    await this.redis.patient.hdel(this.#runsKey, `${api}:${window}`);
  }
}

import { Injectable } from '@nestjs/common';

import { type ApiModule } from '../crm/modules.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { runFrom, type SweepRun } from './sweep-run.js';

/** What a cursor is about: records that were modified, or deleted. */
export type Swept = 'modified' | 'deleted';

/** How far each module has been swept, and the windows that are begun and not ended. */
@Injectable()
export class SweepStore {
  readonly #cursorsKey: string;
  readonly #runsKey: string;

  constructor(private readonly redis: RedisConnections) {
    this.#cursorsKey = redis.key('sweep', 'cursors');
    this.#runsKey = redis.key('sweep', 'runs');
  }

  /** Everything that changed before is queued; epoch ms by Zoho's clock, undefined where nothing was swept yet. */
  async cursorMs(api: ApiModule, what: Swept): Promise<number | undefined> {
    const text = await this.redis.patient.hget(this.#cursorsKey, `${api}:${what}`);
    return Number(text) > 0 ? Number(text) : undefined;
  }

  async moveCursor(api: ApiModule, what: Swept, toMs: number): Promise<void> {
    await this.redis.patient.hset(this.#cursorsKey, `${api}:${what}`, toMs);
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

import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type CrmModule } from '../crm/modules.js';
import { Clock } from '../kernel/clock.js';
import { Metrics } from '../observability/metrics.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { type Proof, proofFrom } from './proof.js';

/** The last proof of each module, over all processes; shown as metrics. */
@Injectable()
export class Proofs {
  readonly #key: string;

  constructor(
    private readonly redis: RedisConnections,
    private readonly metrics: Metrics,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.#key = redis.key('proofs');
    metrics.beforeScrape(() => this.#show());
  }

  async note(module: CrmModule, found: Omit<Proof, 'atMs'>): Promise<void> {
    const proof: Proof = { ...found, atMs: this.clock.now() };
    await this.redis.patient.hset(this.#key, module, JSON.stringify(proof));
  }

  async #show(): Promise<void> {
    const { modules } = this.settings.queue;
    const texts = await this.redis.failFast.hmget(this.#key, ...modules);
    modules.forEach((module, index) => {
      const proof = proofFrom(texts[index] ?? null);
      if (proof === undefined) return;
      this.metrics.provenAt.set({ module }, proof.atMs / 1000);
      this.metrics.provenDifferences.set({ module }, proof.differences);
    });
  }
}

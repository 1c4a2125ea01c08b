import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { type CrmModule } from '../../crm/modules.js';
import { Clock } from '../../kernel/clock.js';
import { number, object, stored } from '../../kernel/shape.js';
import { Metrics } from '../../observability/metrics.js';
import { RedisConnections } from '../../redis/redis-connections.js';

/** What the last comparison of all records of a module found. */
export interface Proof {
  /** Epoch ms. */
  readonly atMs: number;
  readonly inCrm: number;
  readonly inMemory: number;
  readonly differences: number;
}

const proofFrom = stored(
  object<Proof>({ atMs: number, inCrm: number, inMemory: number, differences: number }),
);

export interface LastProof extends Proof {
  readonly module: CrmModule;
}

/** The last proof of each module, over all processes; shown as metrics. */
@Injectable()
export class ProofStore {
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

  /** The last proof of every module that has one. */
  async last(): Promise<readonly LastProof[]> {
    const { modules } = this.settings.queue;
    const texts = await this.redis.failFast.hmget(this.#key, ...modules);
    return modules.flatMap((module, index) => {
      const proof = proofFrom(texts[index]);
      return proof === undefined ? [] : [{ module, ...proof }];
    });
  }

  async #show(): Promise<void> {
    for (const { module, atMs, differences } of await this.last()) {
      this.metrics.provenAt.set({ module }, atMs / 1000);
      this.metrics.provenDifferences.set({ module }, differences);
    }
  }
}

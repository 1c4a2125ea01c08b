import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { type ApiModule, type CrmModule } from '../../crm/modules.js';
import { Clock } from '../../kernel/clock.js';
import { list, number, object, stored, text } from '../../kernel/shape.js';
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

/** What could not be compared when that was tried last: a module, or a part of it. */
export interface FailedComparison {
  readonly api: ApiModule;
  /** Epoch ms. */
  readonly atMs: number;
  readonly reason: string;
}

const failuresFrom = stored(
  object<{ readonly failed: readonly FailedComparison[] }>({
    failed: list(object<FailedComparison>({ api: text, atMs: number, reason: text })),
  }),
);

/** The last proof of each module, over all processes; shown as metrics. */
@Injectable()
export class ProofStore {
  readonly #key: string;
  readonly #failuresKey: string;

  constructor(
    private readonly redis: RedisConnections,
    private readonly metrics: Metrics,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.#key = redis.key('proofs');
    this.#failuresKey = redis.key('proofs', 'failed');
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

  /** These parts of a module could not be compared; none: all could. */
  async noteFailures(
    module: CrmModule,
    failures: readonly Omit<FailedComparison, 'atMs'>[],
  ): Promise<void> {
    const { patient } = this.redis;
    if (failures.length === 0) {
      await patient.hdel(this.#failuresKey, module);
      return;
    }
    const atMs = this.clock.now();
    const failed = failures.map((each) => ({ ...each, atMs }));
    await patient.hset(this.#failuresKey, module, JSON.stringify({ failed }));
  }

  /** What could not be compared when that was tried last. */
  async failures(): Promise<readonly FailedComparison[]> {
    const { modules } = this.settings.queue;
    const texts = await this.redis.failFast.hmget(this.#failuresKey, ...modules);
    return texts.flatMap((each) => failuresFrom(each)?.failed ?? []);
  }

  async #show(): Promise<void> {
    for (const { module, atMs, differences } of await this.last()) {
      this.metrics.provenAt.set({ module }, atMs / 1000);
      this.metrics.provenDifferences.set({ module }, differences);
    }
  }
}

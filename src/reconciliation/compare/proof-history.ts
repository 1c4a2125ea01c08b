import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { type CrmModule } from '../../crm/modules.js';
import { Clock } from '../../kernel/clock.js';
import { flag, maybe, number, object, oneOf, stored } from '../../kernel/shape.js';
import { ProvenTimes } from '../../ledger/proven-times.js';
import { Metrics } from '../../observability/metrics.js';
import { RedisConnections } from '../../redis/redis-connections.js';

const scopes = ['comparison', 'verification'] as const;

/** What one comparison or verification of a module came to. Only one that is `equal` proves that memory is true. */
export interface PastProof {
  /** Epoch ms. */
  readonly atMs: number;
  readonly scope: (typeof scopes)[number];
  readonly equal: boolean;
  /** Undefined for a comparison that was taken up again when all had been looked at. */
  readonly inCrm: number | undefined;
  readonly inMemory: number | undefined;
  /** Records that still differed when they were looked at for the second time. */
  readonly differences: number;
  /** Of them, those that were queued to be put right. */
  readonly mended: number;
  /** Records of which the content was compared beside ids and times, where some were picked. */
  readonly sampled: number | undefined;
}

export interface ModuleProof extends PastProof {
  readonly module: CrmModule;
}

/** Since when a module is true without a break; undefined: it was never proven, or the last proof found differences. */
export interface TrueSince {
  readonly module: CrmModule;
  readonly sinceMs: number | undefined;
}

const proofFrom = stored(
  object<PastProof>({
    atMs: number,
    scope: oneOf(scopes),
    equal: flag,
    inCrm: maybe(number),
    inMemory: maybe(number),
    differences: number,
    mended: number,
    sampled: maybe(number),
  }),
);

const keptForMs = 90 * 24 * 3_600_000;
/** Of each module, however often somebody asks for one. */
const mostKept = 5000;

/** What the proofs of 90 days came to, over all processes, and since when memory is true; shown as metrics. */
@Injectable()
export class ProofHistory {
  constructor(
    private readonly redis: RedisConnections,
    private readonly proven: ProvenTimes,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {
    metrics.beforeScrape(() => this.#show());
  }

  async note(module: CrmModule, found: Omit<PastProof, 'atMs'>): Promise<void> {
    const atMs = this.clock.now();
    const key = this.#key(module);
    const proof: PastProof = { atMs, ...found };
    await this.redis.patient
      .multi()
      .zadd(key, atMs, JSON.stringify(proof))
      .zremrangebyscore(key, 0, atMs - keptForMs)
      .zremrangebyrank(key, 0, -mostKept - 1)
      .exec();
    await this.proven.noteTruth(module, found.equal ? atMs : undefined);
  }

  /** The newest first, at most `limit`. @throws the error of Redis */
  async last(modules: readonly CrmModule[], limit: number): Promise<readonly ModuleProof[]> {
    const proofs = await Promise.all(modules.map((module) => this.#lastOf(module, limit)));
    return proofs
      .flat()
      .sort((left, right) => right.atMs - left.atMs)
      .slice(0, limit);
  }

  /** The last one of every module that is synced and has one. @throws the error of Redis */
  async newest(): Promise<readonly ModuleProof[]> {
    const { modules } = this.settings.queue;
    return (await Promise.all(modules.map((module) => this.#lastOf(module, 1)))).flat();
  }

  /** Of every module that is synced. @throws the error of Redis */
  async trueSince(): Promise<readonly TrueSince[]> {
    const { modules } = this.settings.queue;
    const times = await this.proven.trueSinceMs(modules);
    return modules.map((module, index) => ({ module, sinceMs: times[index] }));
  }

  async #lastOf(module: CrmModule, limit: number): Promise<readonly ModuleProof[]> {
    const texts = await this.redis.failFast.zrevrange(this.#key(module), 0, limit - 1);
    return texts.flatMap((text) => {
      const proof = proofFrom(text);
      return proof === undefined ? [] : [{ module, ...proof }];
    });
  }

  async #show(): Promise<void> {
    const all = await this.trueSince();
    this.metrics.trueSince.reset();
    for (const { module, sinceMs } of all) {
      if (sinceMs !== undefined) this.metrics.trueSince.set({ module }, sinceMs / 1000);
    }
  }

  #key(module: CrmModule): string {
    return this.redis.key('proofs', 'history', module);
  }
}

import { Injectable } from '@nestjs/common';

import { Clock } from '../kernel/clock.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { RedisLock } from '../redis/redis-lock.js';
import {
  toldAfter,
  type ToldProgress,
  toldProgressFrom,
  type SyncProgress,
} from './sync-progress.js';

const workKinds = ['modified', 'comparison', 'verification'] as const;

/** What is done of a module alone. */
type WorkKind = (typeof workKinds)[number];

type WorkName = `${WorkKind}:${string}`;

/** A sweep, comparison or verification that is under way, in whichever process. */
export interface RunningWork extends ToldProgress {
  readonly kind: WorkKind;
  readonly module: string;
}

/** Progress within a phase is told no more often. */
const tellEveryMs = 1000;

/**
 * Keeps two sweeps from doing the same work twice, and tells what is under way. Nothing depends on it: each sweep is right
 * whatever another one does at the same time.
 */
@Injectable()
export class ModuleLocks {
  readonly #runningKey: string;

  constructor(
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {
    this.#runningKey = redis.key('sweep', 'running');
  }

  /** Runs the work, unless somebody else has the lock of this name; then undefined. `tell`: how far it is. */
  async alone<T>(
    name: WorkName,
    work: (tell: (progress: SyncProgress) => void) => Promise<T>,
  ): Promise<T | undefined> {
    const lock = new RedisLock(this.redis, this.#lockKey(name));
    const told = await lock.alone(async () => {
      const tell = this.#telling(name);
      tell({ phase: 'starting', done: 0 });
      try {
        return await work(tell);
      } finally {
        this.redis.failFast.hdel(this.#runningKey, name).catch(ignoredForItIsOnlyShown);
      }
    });
    return told?.done;
  }

  /** What is under way. What a process that died left behind has no lock, and is none of it. @throws the error of Redis */
  async running(): Promise<readonly RunningWork[]> {
    const { failFast } = this.redis;
    const entries = Object.entries(await failFast.hgetall(this.#runningKey));
    const locked = await Promise.all(entries.map(([name]) => failFast.exists(this.#lockKey(name))));
    return entries.flatMap(([name, json], index) => {
      const [kind = '', module = ''] = name.split(':');
      const known = workKinds.find((each) => each === kind);
      const told = locked[index] === 1 ? toldProgressFrom(json) : undefined;
      return known === undefined || told === undefined ? [] : [{ kind: known, module, ...told }];
    });
  }

  #telling(name: WorkName): (progress: SyncProgress) => void {
    let told: ToldProgress | undefined;
    return (progress) => {
      const nowMs = this.clock.now();
      const isNew = told?.phase !== progress.phase;
      if (!isNew && nowMs - (told?.toldAtMs ?? 0) < tellEveryMs) return;
      told = toldAfter(told, progress, nowMs);
      const json = JSON.stringify(told);
      this.redis.failFast.hset(this.#runningKey, name, json).catch(ignoredForItIsOnlyShown);
    };
  }

  #lockKey(name: string): string {
    return this.redis.key('sweep', 'lock', name);
  }
}

function ignoredForItIsOnlyShown(): void {
  // Whoever looks sees what was told before.
}

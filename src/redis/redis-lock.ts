import { randomUUID } from 'node:crypto';

import { type RedisConnections } from './redis-connections.js';
import { within } from '../kernel/within.js';

/** Who takes the lock for a piece of work and dies keeps the next one out for as long at most. */
const workHoldsForMs = 10_000;
const workExtendsEveryMs = 3_000;

/** Redis answers in a millisecond, or something is wrong. */
const commandLimitMs = 2000;

const releaseScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

const extendScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;

/**
 * A lock that one holder at a time has, over all processes. It opens by itself after the time it was taken for, so a
 * holder that died keeps nobody out for longer. Every method rejects after 2 s without Redis.
 */
export class RedisLock {
  constructor(
    private readonly redis: RedisConnections,
    private readonly name: string,
  ) {}

  /** A key to the lock, or undefined while somebody else holds it. */
  async take(forMs: number): Promise<string | undefined> {
    const key = randomUUID();
    const taking = this.redis.patient.set(this.name, key, 'PX', Math.ceil(forMs), 'NX');
    return (await within(taking, commandLimitMs, 'Redis')) === 'OK' ? key : undefined;
  }

  /** Keeps the lock for so much longer; false where it opened by itself meanwhile. */
  async extend(key: string, forMs: number): Promise<boolean> {
    const extending = this.redis.patient.eval(extendScript, 1, this.name, key, Math.ceil(forMs));
    return (await within(extending, commandLimitMs, 'Redis')) === 1;
  }

  /** Opens the lock, unless it opened by itself and is somebody else's by now. */
  async release(key: string): Promise<void> {
    const releasing = this.redis.patient.eval(releaseScript, 1, this.name, key);
    await within(releasing, commandLimitMs, 'Redis');
  }

  /**
   * Runs the work while holding the lock, which is kept for as long as it takes; undefined, at once, while somebody else
   * holds it. A process that stalls for ten seconds loses the lock, so nothing may depend on it but cost.
   */
  async alone<T>(work: () => Promise<T>): Promise<{ readonly done: T } | undefined> {
    const key = await this.take(workHoldsForMs);
    if (key === undefined) return undefined;
    const timer = setInterval(() => {
      this.extend(key, workHoldsForMs).catch(ignoredBecauseTheLockOpensByItself);
    }, workExtendsEveryMs);
    try {
      return { done: await work() };
    } finally {
      clearInterval(timer);
      await this.release(key).catch(ignoredBecauseTheLockOpensByItself);
    }
  }
}

function ignoredBecauseTheLockOpensByItself(): void {
  // Without Redis nobody else can take it either.
}

import { Injectable } from '@nestjs/common';

import { SystemClock } from '../kernel/clock.js';
import { RedisConnections } from './redis-connections.js';
import { Script } from './script.js';

/** Lua that leaves Redis' time in `now`, epoch ms. A cluster would answer TIME itself by any of its nodes. */
export const readTime = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)`;

const timeScript = new Script(`${readTime}
redis.call('EXISTS', KEYS[1])
return now`);

/** Clocks drift from one another by a few milliseconds in so long. */
const knownForMs = 60_000;

/**
 * Redis' clock as this process knows it, the one clock that all processes share. Never ahead of it: what is said is the
 * time that Redis told, plus what has passed here since its answer came. Forgotten whenever Redis stops answering: what
 * answers next may be another Redis.
 */
@Injectable()
export class RedisTime {
  #known: { readonly offsetMs: number; readonly atMs: number } | undefined;
  #skewMs = 0;

  constructor(
    private readonly redis: RedisConnections,
    private readonly own: SystemClock = new SystemClock(),
  ) {
    redis.breaker.onSilence(() => {
      this.#known = undefined;
    });
  }

  /**
   * How far this process' own clock is ahead of Redis' (behind: negative), ms, as far as that is certain: 0 where the
   * two may be equal, for all that is known of the moment between question and answer at which Redis looked at its own.
   */
  get skewMs(): number {
    return this.#skewMs;
  }

  /** Takes note of a time that Redis just told, epoch ms, to who asked at `askedAtMs` of `performance.now()`. */
  note(redisMs: number, askedAtMs: number): void {
    const atMs = performance.now();
    this.#known = { offsetMs: redisMs - atMs, atMs };
    const mostMs = this.own.now() + 1 - redisMs;
    const leastMs = mostMs - 2 - (atMs - askedAtMs);
    this.#skewMs = Math.min(mostMs, Math.max(leastMs, this.#skewMs));
  }

  /** Epoch ms; Redis is asked where it has not been for a while. @throws the error of Redis */
  async now(): Promise<number> {
    const nowMs = performance.now();
    if (this.#known !== undefined && nowMs - this.#known.atMs < knownForMs) {
      return nowMs + this.#known.offsetMs;
    }
    return this.ask();
  }

  /** Epoch ms, as Redis tells it now. @throws the error of Redis */
  async ask(): Promise<number> {
    const askedAtMs = performance.now();
    const told = Number(await timeScript.run(this.redis.failFast, [this.redis.key('probe')], []));
    this.note(told, askedAtMs);
    return told;
  }
}

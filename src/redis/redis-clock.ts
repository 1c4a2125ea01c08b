import { Injectable } from '@nestjs/common';

import { Clock, SystemClock } from '../kernel/clock.js';
import { RedisTime } from './redis-time.js';

/**
 * The clock that processes share: their own, put right by what they know of Redis'. What they note in Redis for each other
 * is compared there, so a process whose own clock is wrong must not note its time. Until Redis answered it is the own one.
 */
@Injectable()
export class RedisClock extends Clock {
  constructor(
    private readonly own: SystemClock,
    private readonly time: RedisTime,
  ) {
    super();
  }

  now(): number {
    return Math.round(this.own.now() - this.time.skewMs);
  }
}

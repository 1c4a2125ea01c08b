import { Injectable } from '@nestjs/common';

import { type Claim } from '../../access/claim.js';
import { Clock } from '../../kernel/clock.js';
import { RedisConnections } from '../../redis/redis-connections.js';

/** Longer than the clocks of two processes are apart. */
const marginMs = 60_000;

/** Sees to it that a link lets one browser in, whichever process it asks. */
@Injectable()
export class LoginLinks {
  constructor(
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {}

  /** True the first time. @throws the error of Redis: where it can't be noted, nobody is let in */
  async use({ nonce, endsAtMs }: Claim): Promise<boolean> {
    const lastsMs = Math.max(0, endsAtMs - this.clock.now()) + marginMs;
    const key = this.redis.key('console', 'login', nonce);
    return (await this.redis.failFast.set(key, '1', 'PX', lastsMs, 'NX')) === 'OK';
  }
}

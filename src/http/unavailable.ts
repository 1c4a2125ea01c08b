import { ServiceUnavailableException } from '@nestjs/common';

import { redisFailureFrom } from '../redis/redis-error.js';

/** The request can't be taken now; the sender may repeat it after `retryAfterSeconds`. */
export class Unavailable extends ServiceUnavailableException {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super([message]);
  }
}

/** The answer where it is Redis that failed; undefined for any other failure. */
export function unavailableRedis(error: unknown): Unavailable | undefined {
  const failure = redisFailureFrom(error);
  return failure === undefined ? undefined : new Unavailable(failure.message, 5);
}

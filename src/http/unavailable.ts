import { ServiceUnavailableException } from '@nestjs/common';

/** The request can't be taken now; the sender may repeat it after `retryAfterSeconds`. */
export class Unavailable extends ServiceUnavailableException {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super([message]);
  }
}

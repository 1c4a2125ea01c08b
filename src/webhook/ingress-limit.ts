import { type IncomingMessage, type ServerResponse } from 'node:http';

import { HttpException, Injectable } from '@nestjs/common';

import { TokenBuckets } from '../http/token-buckets.js';
import { Clock } from '../kernel/clock.js';

/** Failures of one address that go unpunished: a hundred at once, one a second in the long run. */
const failureAllowance = { burst: 100, perSecond: 1 };
/** Larger than any notification of Zoho's: to authenticate this much costs next to nothing. */
const cheapBytes = 32_768;
const retrySeconds = 60;

/**
 * Keeps addresses that fail to prove who they are from having large bodies read and authenticated. Small ones are
 * always looked at: behind a proxy everybody has one address, and Zoho must not be shut out for what others send.
 */
@Injectable()
export class IngressLimit {
  readonly #failures = new TokenBuckets(failureAllowance);

  constructor(private readonly clock: Clock) {}

  /** The refusal of a request that is too expensive, before its body is read; undefined for one that is to be looked at. */
  refusalOf(request: IncomingMessage, response: ServerResponse): HttpException | undefined {
    if (isCheap(request)) return undefined;
    if (!this.#failures.isEmpty(addressOf(request), this.clock.now())) return undefined;
    response.setHeader('Retry-After', String(retrySeconds));
    response.setHeader('Connection', 'close');
    const message = 'too many deliveries from this address were not authentic: send less at a time';
    return new HttpException({ message: [message] }, 429);
  }

  /** A delivery of this sender was not authentic. */
  noteFailure(request: IncomingMessage): void {
    this.#failures.take(addressOf(request), this.clock.now());
  }
}

/** A body whose length isn't announced may be of any. */
function isCheap({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return length !== undefined && Number(length) <= cheapBytes;
}

function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? '';
}

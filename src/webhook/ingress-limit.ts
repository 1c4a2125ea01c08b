import { type IncomingMessage, type ServerResponse } from 'node:http';

import { HttpException, Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { addressGroupOf, clientAddressOf } from '../http/client-address.js';
import { TokenBuckets } from '../http/token-buckets.js';
import { Clock } from '../kernel/clock.js';

/** Failures of one address that go unpunished: a hundred at once, one a second in the long run. */
const failureAllowance = { burst: 100, perSecond: 1 };
/** Larger than any notification of Zoho's: to authenticate this much costs next to nothing. */
const cheapBytes = 32_768;
const retrySeconds = 60;

/**
 * Slows down addresses that fail to prove who they are with large bodies. Asked only once a delivery has failed to:
 * what strangers send never refuses the rightful, who may share an address with them behind a proxy.
 */
@Injectable()
export class IngressLimit {
  readonly #failures = new TokenBuckets(failureAllowance);

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Takes note of a failure; the refusal where there were too many, undefined where it is the usual one. */
  failed(request: IncomingMessage, response: ServerResponse): HttpException | undefined {
    const group = addressGroupOf(this.addressOf(request));
    if (this.#failures.take(group, this.clock.now()) || isCheap(request)) return undefined;
    response.setHeader('Retry-After', String(retrySeconds));
    response.setHeader('Connection', 'close');
    const message = 'too many deliveries from this address were not authentic: send less at a time';
    return new HttpException({ message: [message] }, 429);
  }

  /** Where a request came from, as far as it can be known. */
  addressOf(request: IncomingMessage): string {
    return clientAddressOf(request, this.settings.http.trustedProxies);
  }
}

/** A body whose length isn't announced may be of any. */
function isCheap({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return length !== undefined && Number(length) <= cheapBytes;
}

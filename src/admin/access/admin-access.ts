import { Injectable } from '@nestjs/common';
import { type Request } from 'express';

import { Settings } from '../../config/settings.js';
import { TokenBuckets } from '../../http/token-buckets.js';
import { Clock } from '../../kernel/clock.js';
import { type Secret } from '../../kernel/secret.js';
import { equalInConstantTime } from '../../kernel/signing.js';

/** Whether a request may operate the service, and if not, why. */
export type Access = 'granted' | 'not_local' | 'token_missing' | 'too_many';

/** A script that pages through everything has room; one that guesses has not. */
const requestAllowance = { burst: 200, perSecond: 20 };
const failureAllowance = { burst: 20, perSecond: 0.2 };

/**
 * Who may operate the service: whoever shows `ADMIN_TOKEN`; without a token set, clients on this machine, as long as no
 * proxy speaks for somebody else. Each address has an allowance, and a smaller one of failures: past it even the right
 * token is not looked at. Fails closed.
 */
@Injectable()
export class AdminAccess {
  readonly #token: Secret | undefined;
  readonly #requests = new TokenBuckets(requestAllowance);
  readonly #failures = new TokenBuckets(failureAllowance);

  constructor(
    settings: Settings,
    private readonly clock: Clock,
  ) {
    this.#token = settings.http.adminToken;
  }

  /** `basic`: the token may come as a password too, which is what a browser can ask a person for. */
  of(request: Request, { basic = false } = {}): Access {
    const address = request.socket.remoteAddress ?? '';
    const now = this.clock.now();
    if (this.#failures.isEmpty(address, now)) return 'too_many';
    if (!this.#requests.take(address, now)) return 'too_many';
    const access = this.#shown(request, basic);
    if (access !== 'granted') this.#failures.take(address, now);
    return access;
  }

  #shown(request: Request, basic: boolean): Access {
    if (this.#token === undefined) return isLocalClient(request) ? 'granted' : 'not_local';
    const header = request.headers.authorization ?? '';
    const shown = bearerOf(header) ?? (basic ? passwordOf(header) : undefined);
    const isRight = shown !== undefined && equalInConstantTime(shown, this.#token.reveal());
    return isRight ? 'granted' : 'token_missing';
  }
}

function bearerOf(header: string): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header)?.[1];
}

/** The password of `Basic`; the user may be called anything. */
function passwordOf(header: string): string | undefined {
  const encoded = /^Basic +(\S+) *$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}

const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** The address of the connection itself. Behind a proxy it is the proxy's, and says nothing of the client. */
function isLocalClient({ socket, headers }: Request): boolean {
  if (proxyHeaders.some((name) => name in headers)) return false;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}

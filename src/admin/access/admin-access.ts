import { Injectable } from '@nestjs/common';
import { type Request } from 'express';

import { Settings } from '../../config/settings.js';
import { addressGroupOf, clientAddressOf } from '../../http/client-address.js';
import { foreignSignOf } from '../../http/own-site.js';
import { TokenBuckets } from '../../http/token-buckets.js';
import { Clock } from '../../kernel/clock.js';
import { type Secret } from '../../kernel/secret.js';
import { equalInConstantTime } from '../../kernel/signing.js';

/** What a route does: one that only reads is open to `READ_TOKEN` too. */
export type Deed = 'reads' | 'acts';

/** Whether a request may do that, and if not, why. */
export type Access =
  | 'granted'
  | 'closed'
  | 'foreign_site'
  | 'read_only'
  | 'token_missing'
  | 'token_wrong'
  | 'too_many';

/** A person who mistypes has room; a program that guesses has not. */
const failureAllowance = { burst: 20, perSecond: 0.2 };

/**
 * Who may operate the service: whoever shows `ADMIN_TOKEN`, or for reading `READ_TOKEN`; without a token set, nobody.
 * The right token is never refused for what others did: it is compared before wrong ones are counted, of which each
 * address has an allowance. Fails closed.
 */
@Injectable()
export class AdminAccess {
  readonly #admin: Secret | undefined;
  readonly #reader: Secret | undefined;
  readonly #ownHosts: ReadonlySet<string>;
  readonly #failures = new TokenBuckets(failureAllowance);

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.#admin = settings.http.adminToken;
    this.#reader = settings.http.readToken;
    const { baseUrl } = settings.webhook;
    const publicHosts = baseUrl === undefined ? [] : [new URL(baseUrl).hostname];
    this.#ownHosts = new Set([...settings.http.adminHosts, ...publicHosts]);
  }

  /** `basic`: the token may come as a password too, which is what a browser can ask a person for. */
  of(request: Request, deed: Deed, { basic = false } = {}): Access {
    if (!this.#isOpen(deed)) return 'closed';
    // A browser sends what it remembers of a password for any page that asks it to.
    if (foreignSignOf(request, this.#ownHosts) !== undefined) return 'foreign_site';
    const shown = tokenIn(request.headers.authorization ?? '', basic);
    if (shown === undefined) return 'token_missing';
    const most = this.#mostBy(shown);
    if (most === undefined) return this.#failed(request);
    return most === 'acts' || deed === 'reads' ? 'granted' : 'read_only';
  }

  #failed(request: Request): Access {
    const group = addressGroupOf(clientAddressOf(request, this.settings.http.trustedProxies));
    const mayFail = this.#failures.take(group, this.clock.now());
    return mayFail ? 'token_wrong' : 'too_many';
  }

  #isOpen(deed: Deed): boolean {
    return this.#admin !== undefined || (deed === 'reads' && this.#reader !== undefined);
  }

  /** The most that a token allows; undefined for one that is wrong. Both are compared, whichever it is. */
  #mostBy(shown: string): Deed | undefined {
    const isReader = isToken(shown, this.#reader);
    const isAdmin = isToken(shown, this.#admin);
    if (isAdmin) return 'acts';
    return isReader ? 'reads' : undefined;
  }
}

function isToken(shown: string, token: Secret | undefined): boolean {
  return token !== undefined && equalInConstantTime(shown, token.reveal());
}

function tokenIn(header: string, basic: boolean): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(header)?.[1];
  return bearer ?? (basic ? passwordOf(header) : undefined);
}

/** The password of `Basic`; the user may be called anything. */
function passwordOf(header: string): string | undefined {
  const encoded = /^Basic +(\S+) *$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}

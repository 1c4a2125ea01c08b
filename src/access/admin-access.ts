import { Injectable } from '@nestjs/common';
import { type Request } from 'express';

import { Settings } from '../config/settings.js';
import { addressGroupOf, clientAddressOf } from '../http/client-address.js';
import { foreignSignOf } from '../http/own-site.js';
import { TokenBuckets } from '../http/token-buckets.js';
import { type View, wholeView } from '../crm/view.js';
import { Clock } from '../kernel/clock.js';
import { type Secret } from '../kernel/secret.js';
import { equalInConstantTime } from '../kernel/signing.js';
import { type Claim } from './claim.js';
import { readLoginCode } from './login-link.js';
import { ReadTokens } from './read-tokens.js';
import { newSession, readSession, sessionIn } from './session.js';

/** What a route does: one that only reads is open to `READ_TOKEN` too, one that asks memory to every token. */
export type Deed = 'asks' | 'reads' | 'acts';

const ranks: Readonly<Record<Deed, number>> = { asks: 0, reads: 1, acts: 2 };

/** Why a request may not do that. */
export type Refusal =
  | 'closed'
  | 'foreign_site'
  | 'read_only'
  | 'ask_only'
  | 'token_missing'
  | 'token_wrong'
  | 'too_many';

/** Who was let in: the name of the token that was shown, never the token; and the most that it allows. */
export interface Caller {
  readonly token: string;
  readonly most: Deed;
  /** Of the CRM. */
  readonly view: View;
}

/** Whether a request may do that, and if not, why. */
export type Access =
  | { readonly granted: true; readonly caller: Caller }
  | { readonly granted: false; readonly refusal: Refusal };

/** A person who mistypes has room; a program that guesses has not. */
const failureAllowance = { burst: 20, perSecond: 0.2 };

/**
 * Who may operate the service: whoever shows `ADMIN_TOKEN`, or for reading `READ_TOKEN`, or the session of a browser
 * that showed one of them; and who may ask memory: also whoever shows a token of `READ_TOKENS_FILE`. Without a token set,
 * nobody. The right token is never refused for what others did: it is
 * compared before wrong ones are counted, of which each address has an allowance. Fails closed.
 */
@Injectable()
export class AdminAccess {
  readonly #tokens: readonly (readonly [Caller, Secret])[];
  readonly #ownHosts: ReadonlySet<string>;
  readonly #failures = new TokenBuckets(failureAllowance);

  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly readTokens: ReadTokens,
  ) {
    const { adminToken, readToken } = settings.http;
    const tokens: readonly (readonly [Caller, Secret | undefined])[] = [
      [{ token: 'ADMIN_TOKEN', most: 'acts', view: wholeView }, adminToken],
      [{ token: 'READ_TOKEN', most: 'reads', view: wholeView }, readToken],
    ];
    this.#tokens = tokens.flatMap(([caller, token]) =>
      token === undefined ? [] : [[caller, token] as const],
    );
    const { baseUrl } = settings.webhook;
    const publicHosts = baseUrl === undefined ? [] : [new URL(baseUrl).hostname];
    this.#ownHosts = new Set([...settings.http.adminHosts, ...publicHosts]);
  }

  /** `basic`: the token may come as a password too, which is what a browser can ask a person for. */
  of(request: Request, deed: Deed, { basic = false } = {}): Access {
    const shown = tokenIn(request.headers.authorization ?? '', basic);
    if (shown !== undefined) return this.ofToken(request, shown, deed);
    const outside = this.#outside(request, deed);
    if (outside !== undefined) return refused(outside);
    const caller = this.#inSession(request);
    if (caller === undefined) return refused('token_missing');
    // A browser sends its cookie by itself: that a page of ours had it sent must be told, not only not denied.
    const isOurs = deed !== 'acts' || request.headers.origin !== undefined;
    return isOurs ? allowed(caller, deed) : refused('foreign_site');
  }

  /** The same for a token that came otherwise than in a header. */
  ofToken(request: Request, shown: string, deed: Deed): Access {
    const outside = this.#outside(request, deed);
    if (outside !== undefined) return refused(outside);
    // All are compared, whichever it is.
    const [found] = this.#all().filter(([, token]) => equalInConstantTime(shown, token.reveal()));
    return found === undefined ? refused(this.#failed(request)) : allowed(found[0], deed);
  }

  /** The same for the code of a login link, which stands for the token that made it; whether it was used is not looked at. */
  ofLoginCode(request: Request, code: string): { readonly access: Access; readonly claim?: Claim } {
    const outside = this.#outside(request, 'reads');
    if (outside !== undefined) return { access: refused(outside) };
    for (const [caller, token] of this.#tokens) {
      const claim = readLoginCode(code, token, this.clock.now());
      if (claim !== undefined) return { access: { granted: true, caller }, claim };
    }
    return { access: refused(this.#failed(request)) };
  }

  /** A session for whoever was let in. */
  sessionOf({ token: name }: Caller): string {
    const [, token] = this.#tokens.find(([caller]) => caller.token === name) ?? [];
    if (token === undefined) throw new Error(`${name} is not set`);
    return newSession(token, this.clock.now());
  }

  #all(): readonly (readonly [Caller, Secret])[] {
    const named = this.readTokens.current.map(
      ({ name, token, view }) => [{ token: name, most: 'asks', view }, token] as const,
    );
    return [...this.#tokens, ...named];
  }

  /** Counts a failure of the address that the request came from. */
  #failed(request: Request): Refusal {
    const group = addressGroupOf(clientAddressOf(request, this.settings.http.trustedProxies));
    const mayFail = this.#failures.take(group, this.clock.now());
    return mayFail ? 'token_wrong' : 'too_many';
  }

  /** What keeps a request out whatever it shows. A browser sends what it remembers for any page that asks it to. */
  #outside(request: Request, deed: Deed): Refusal | undefined {
    const isOpen = this.#all().some(([{ most }]) => ranks[most] >= ranks[deed]);
    if (!isOpen) return 'closed';
    return foreignSignOf(request, this.#ownHosts) === undefined ? undefined : 'foreign_site';
  }

  #inSession({ headers }: Request): Caller | undefined {
    const text = sessionIn(headers.cookie);
    if (text === undefined) return undefined;
    const nowMs = this.clock.now();
    return this.#tokens.find(([, token]) => readSession(text, token, nowMs) !== undefined)?.[0];
  }
}

function allowed(caller: Caller, deed: Deed): Access {
  if (ranks[caller.most] >= ranks[deed]) return { granted: true, caller };
  return refused(caller.most === 'asks' ? 'ask_only' : 'read_only');
}

function refused(refusal: Refusal): Access {
  return { granted: false, refusal };
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

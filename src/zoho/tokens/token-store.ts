import { createHash } from 'node:crypto';

import { type ZohoCredentials } from '../../config/settings.js';
import { jsonFrom, jsonObject } from '../../kernel/json.js';
import { Sealing } from './sealing.js';
import {
  list,
  maybe,
  number,
  object,
  oneOf,
  or,
  type Shape,
  stored,
  text,
} from '../../kernel/shape.js';
import { within } from '../../kernel/within.js';
import { type RedisConnections } from '../../redis/redis-connections.js';
import { RedisLock } from '../../redis/redis-lock.js';
import { allowedApiDomain } from './data-centers.js';
import { TokenBudget } from './token-budget.js';
import { failureCountsForMs, type TokenFailure, tokenFailureKinds } from './token-error.js';

/** An access token as all processes share it. Times are epoch ms. */
export interface StoredToken {
  readonly token: string;
  /** One of Zoho's own API hosts. */
  readonly apiDomain: string | undefined;
  readonly expiresAtMs: number;
  /** From then on a new one is wanted, though this one still serves. */
  readonly renewAtMs: number;
  readonly issuedAtMs: number;
  /** What was consented to; empty where Zoho didn't say. */
  readonly scopes: readonly string[];
  /** Which credentials got it; they can't be found out from that. */
  readonly provenBy: string;
}

export interface Shared {
  readonly token: StoredToken | undefined;
  readonly failure: TokenFailure | undefined;
}

/** Redis answers in a millisecond, or something is wrong. */
const commandLimitMs = 2000;

/**
 * What the processes of one installation share about the access token of one credential: the token, the last failure,
 * how many may be asked for, and a lock for whoever asks for a new one. Another credential has another name, so it never
 * reads this one's token. It is kept encrypted under a key derived from the client secret: Redis alone gives it to nobody,
 * and takes none from anybody. Every method rejects after 2 s without Redis.
 */
export class TokenStore {
  readonly #tokenKey: string;
  readonly #failureKey: string;
  readonly #sealing: Sealing;
  /** For whoever asks for a new token. */
  readonly lock: RedisLock;
  /** Of all who ask for one. */
  readonly budget: TokenBudget;

  constructor(
    private readonly redis: RedisConnections,
    credentials: ZohoCredentials,
    accountsUrl: string,
  ) {
    const name = nameOf(credentials, accountsUrl);
    this.#sealing = new Sealing(credentials.clientSecret, 'zoho-sync access token');
    this.#tokenKey = redis.key('zoho', 'token', name);
    this.#failureKey = redis.key('zoho', 'token', name, 'failure');
    this.lock = new RedisLock(redis, redis.key('zoho', 'token', name, 'lock'));
    this.budget = new TokenBudget(redis, redis.key('zoho', 'token', name, 'budget'));
  }

  /** What is there now; what can't be read as ours counts as absent. */
  async read(): Promise<Shared> {
    const reading = this.redis.patient.mget(this.#tokenKey, this.#failureKey);
    const [token, failure] = await within(reading, commandLimitMs, 'Redis');
    return { token: this.#tokenFrom(token ?? ''), failure: failureFrom(failure) };
  }

  async writeToken(token: StoredToken, nowMs: number): Promise<void> {
    const keepMs = Math.max(token.expiresAtMs - nowMs, 1);
    const writing = this.redis.patient
      .multi()
      .set(this.#tokenKey, this.#sealed(token), 'PX', Math.ceil(keepMs))
      .del(this.#failureKey)
      .exec();
    await within(writing, commandLimitMs, 'Redis');
  }

  /** It is kept beyond its end, as it counts for how long the next one lasts. */
  async writeFailure(failure: TokenFailure, nowMs: number): Promise<void> {
    const keepMs = Math.ceil(Math.max(failure.untilMs - nowMs, 0) + failureCountsForMs);
    const text = JSON.stringify(failure);
    await within(
      this.redis.patient.set(this.#failureKey, text, 'PX', keepMs),
      commandLimitMs,
      'Redis',
    );
  }

  #sealed(token: StoredToken): string {
    return JSON.stringify({ sealed: this.#sealing.seal(JSON.stringify(token), this.#tokenKey) });
  }

  /** One in clear text was written by a version before, less than an hour ago. */
  #tokenFrom(json: string): StoredToken | undefined {
    const value = jsonObject(jsonFrom(json));
    const { sealed } = value;
    if (typeof sealed !== 'string') return storedToken(value);
    return storedToken(jsonFrom(this.#sealing.open(sealed, this.#tokenKey) ?? ''));
  }
}

/** A name for credentials, their secret included: who has the same name has the same credentials. */
export function provenBy({ clientId, clientSecret, refreshToken }: ZohoCredentials): string {
  const parts = [clientId, clientSecret.reveal(), refreshToken.reveal()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

function nameOf({ clientId, refreshToken }: ZohoCredentials, accountsUrl: string): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([accountsUrl, clientId, refreshToken.reveal()]));
  return hash.digest('hex').slice(0, 32);
}

const storedToken: Shape<StoredToken> = object<StoredToken>({
  token: text,
  // Whoever writes to Redis must not be able to say where the token is sent.
  apiDomain: maybe(allowedApiDomain),
  expiresAtMs: number,
  renewAtMs: number,
  issuedAtMs: number,
  scopes: or(list(text), []),
  provenBy: or(text, ''),
});

const failureFrom = stored(
  object<TokenFailure>({
    kind: oneOf(tokenFailureKinds),
    reason: text,
    untilMs: number,
    inARow: or(number, 1),
  }),
);

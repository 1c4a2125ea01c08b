import { setTimeout as delay } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';

import { Settings, type ZohoCredentials, type ZohoSettings } from '../../config/settings.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { Metrics } from '../../observability/metrics.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { apiUrlFor, urlsOf, withoutSlash } from './data-centers.js';
import { requestToken } from './token-endpoint.js';
import {
  budgetSpent,
  credentialsMissing,
  quietMs,
  tokenError,
  type TokenFailure,
} from './token-error.js';
import { provenBy, type StoredToken, TokenStore } from './token-store.js';
import { isRecent, isUsable, spacedOut, storedTokenFrom } from './token-rules.js';

export interface AccessToken {
  readonly token: string;
  /** Where the token is to be used: `https://www.zohoapis.com`, without a slash at the end. */
  readonly apiUrl: string;
}

/** What the credentials are good for. */
export interface Grant {
  /** Empty where Zoho didn't say. */
  readonly scopes: readonly string[];
  readonly apiUrl: string;
}

const longestRequestMs = 15_000;
const lockMarginMs = 5000;
const pollMs = 100;
/** Between two tries to renew a token that still serves. */
const earlyRetryMs = 30_000;

/**
 * The access token, asked for once for everybody: one request per process at a time, one per installation through a
 * lock in Redis, and the token shared there. Zoho issues ten in ten minutes per refresh token and no more.
 *
 * A token is renewed in the background before it ends, so callers wait only for the first. Failures are shared too:
 * while Zoho throttles or the credentials are rejected, nobody asks.
 */
@Injectable()
export class AccessTokens {
  readonly #logger = new Logger(AccessTokens.name);
  readonly #zoho: ZohoSettings;
  readonly #accountsUrl: string;
  readonly #store: TokenStore | undefined;
  #held: StoredToken | undefined;
  #refused: string | undefined;
  #lastFailure: TokenFailure | undefined;
  #renewal: Promise<StoredToken> | undefined;
  #earlyRetryAtMs = 0;

  constructor(
    settings: Settings,
    redis: RedisConnections,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {
    const { credentials, accountsUrl, dataCenter } = settings.zoho;
    this.#zoho = settings.zoho;
    this.#accountsUrl = withoutSlash(accountsUrl ?? urlsOf(dataCenter).accountsUrl);
    this.#store =
      credentials === undefined ? undefined : new TokenStore(redis, credentials, this.#accountsUrl);
  }

  /**
   * A token that Zoho should accept now.
   * @throws ZohoError `zoho.credentials_missing`, `zoho.credentials_rejected`, `zoho.token_throttled`,
   * `zoho.token_refused`, `zoho.token_unavailable`; all but the first pause
   */
  async get(): Promise<AccessToken> {
    const held = this.#held;
    if (!isUsable(held, this.#refused, this.clock.now()))
      return this.#answer(await this.#renewed());
    if (held.renewAtMs <= this.clock.now()) this.#renewInBackground();
    return this.#answer(held);
  }

  /**
   * Asks Zoho for a token now, whatever is held: the one way to know that all of the credentials are right. It is
   * shared like any other; a failure is not, because the credentials at fault may be this process's alone. Credentials
   * that got a token within two minutes are proved by that, so that proving doesn't use up what Zoho issues.
   * @throws ZohoError as `get`
   */
  async prove(): Promise<Grant> {
    const { credentials } = this.#zoho;
    if (credentials === undefined || this.#store === undefined) throw credentialsMissing();
    const nowMs = this.clock.now();
    const { token: last, failure } = await this.#store.read();
    if (failure?.kind === 'throttled' && nowMs < failure.untilMs) throw tokenError(failure, nowMs);
    if (last?.provenBy === provenBy(credentials) && isRecent(last, nowMs)) {
      this.#held = last;
      return { scopes: last.scopes, apiUrl: this.#answer(last).apiUrl };
    }
    await this.#takeFromBudget(this.#store, nowMs);
    const timeoutMs = Math.min(this.#zoho.timeoutMs, longestRequestMs);
    const accountsUrl = this.#accountsUrl;
    const answer = await requestToken({ accountsUrl, credentials, timeoutMs, nowMs });
    if (answer.status === 'failed') throw tokenError(answer.failure, nowMs);
    this.#held = storedTokenFrom(answer, provenBy(credentials), nowMs);
    await this.#keep(this.#store.writeToken(this.#held, nowMs));
    return { scopes: answer.scopes, apiUrl: this.#answer(this.#held).apiUrl };
  }

  /** Says that Zoho refused this token; the next `get` finds another. A token no longer in use is ignored. */
  invalidate(token: string): void {
    if (this.#held?.token === token) this.#refused = token;
  }

  #answer({ token, apiDomain }: StoredToken): AccessToken {
    return { token, apiUrl: apiUrlFor(this.#zoho, apiDomain) };
  }

  #renewInBackground(): void {
    const now = this.clock.now();
    if (now < this.#earlyRetryAtMs) return;
    this.#earlyRetryAtMs = now + earlyRetryMs;
    this.#renewed().catch((error: unknown) => {
      const { code, message } = appErrorFrom(error);
      this.#logger.warn({ event: 'zoho.token_not_renewed', code, reason: message });
    });
  }

  /** One renewal at a time; whoever asks meanwhile gets its result. */
  #renewed(): Promise<StoredToken> {
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renew(): Promise<StoredToken> {
    const { credentials } = this.#zoho;
    if (credentials === undefined || this.#store === undefined) throw credentialsMissing();
    try {
      this.#held = await this.#sharedOrNew(this.#store, credentials);
      return this.#held;
    } catch (error) {
      if (appErrorFrom(error).code.startsWith('zoho.')) throw error;
      throw this.#unavailable(`Redis: ${appErrorFrom(error).message}`);
    }
  }

  /** The token another process got, or a new one once the lock is ours. */
  async #sharedOrNew(store: TokenStore, credentials: ZohoCredentials): Promise<StoredToken> {
    const requestMs = Math.min(this.#zoho.timeoutMs, longestRequestMs);
    const lockMs = Math.ceil(requestMs + lockMarginMs);
    for (let waitedMs = 0; waitedMs <= lockMs + lockMarginMs; waitedMs += pollMs) {
      const shared = await this.#shared(store);
      if (shared !== undefined) return shared;
      const key = await store.lock.take(lockMs);
      if (key !== undefined) {
        return await this.#newToken(store, credentials, { key, requestMs });
      }
      await delay(pollMs);
    }
    throw this.#unavailable('another process has been asking for too long');
  }

  /** The shared token if it is better than the one held; a shared failure is thrown. */
  async #shared(store: TokenStore): Promise<StoredToken | undefined> {
    const { token, failure } = await store.read();
    this.#lastFailure = failure;
    const now = this.clock.now();
    if (isUsable(token, this.#refused, now)) {
      const better = token.token !== this.#held?.token || now < token.renewAtMs;
      if (better) return token;
    }
    if (failure !== undefined && now < failure.untilMs) throw tokenError(failure, now);
    return undefined;
  }

  async #newToken(
    store: TokenStore,
    credentials: ZohoCredentials,
    lock: { readonly key: string; readonly requestMs: number },
  ): Promise<StoredToken> {
    try {
      // Somebody may have got one between our look and our lock.
      const shared = await this.#shared(store);
      if (shared !== undefined) return shared;
      await this.#takeFromBudget(store, this.clock.now());
      return await this.#requested(store, credentials, lock.requestMs);
    } finally {
      await store.lock.release(lock.key).catch(ignoredBecauseItOpensByItself);
    }
  }

  /** Every request counts, whatever comes of it: nobody knows which ones Zoho counts. */
  async #takeFromBudget(store: TokenStore, nowMs: number): Promise<void> {
    const waitMs = await store.budget.take(nowMs);
    if (waitMs > 0) throw budgetSpent(waitMs);
  }

  async #requested(
    store: TokenStore,
    credentials: ZohoCredentials,
    timeoutMs: number,
  ): Promise<StoredToken> {
    const accountsUrl = this.#accountsUrl;
    const nowMs = this.clock.now();
    const answer = await requestToken({ accountsUrl, credentials, timeoutMs, nowMs });
    const outcome = answer.status === 'failed' ? answer.failure.kind : 'issued';
    this.metrics.tokenRequests.inc({ outcome });
    if (answer.status === 'failed') {
      const failure = spacedOut(answer.failure, this.#lastFailure, nowMs, Math.random());
      await this.#keep(store.writeFailure(failure, nowMs));
      throw tokenError(failure, nowMs);
    }
    const token = storedTokenFrom(answer, provenBy(credentials), nowMs);
    await this.#keep(store.writeToken(token, nowMs));
    const lifetimeSeconds = Math.round(answer.lifetimeMs / 1000);
    this.#logger.log({ event: 'zoho.token_issued', lifetimeSeconds, apiDomain: answer.apiDomain });
    return token;
  }

  /** What was learned serves this process even if the others can't be told. */
  async #keep(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      this.#logger.warn({ event: 'zoho.token_not_shared', reason: appErrorFrom(error).message });
    }
  }

  #unavailable(reason: string): Error {
    const nowMs = this.clock.now();
    const untilMs = nowMs + quietMs.unavailable;
    return tokenError({ kind: 'unavailable', reason, untilMs, inARow: 1 }, nowMs);
  }
}

function ignoredBecauseItOpensByItself(): void {
  // The lock ends by its own time limit.
}

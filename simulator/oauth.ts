import { type SimResponse, type SimRequest } from './http/exchange.js';
import { everyScope, type Scopes } from './scopes.js';
import { type SeededRandom } from './seeded-random.js';
import { type ZohoTime } from './zoho-time.js';

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

export interface OAuthSettings {
  readonly credentials: Credentials;
  readonly accessTokenLifetimeSeconds: number;
  /** What the answers call `api_domain`. */
  readonly apiDomain: () => string;
}

interface Grant {
  /** When access tokens were issued lately, epoch ms. */
  issuedAtMs: number[];
  /** Live access tokens, oldest first. */
  accessTokens: string[];
}

const throttleWindowMs = 10 * 60_000;
const tokensPerWindow = 10;
/** Zoho's pages say 10, 15 and 30. */
const liveAccessTokens = 15;
const liveRefreshTokens = 20;
const grantCodeLifetimeMs = 10 * 60_000;

/** Zoho's accounts server: one client, its grants, and their access tokens. */
export class OAuth {
  private readonly grants = new Map<string, Grant>();
  private readonly expiryByAccessToken = new Map<string, number>();
  private readonly grantCodes = new Map<string, number>();
  /** What was consented to. */
  scopes: Scopes = everyScope;

  constructor(
    private readonly settings: OAuthSettings,
    private readonly time: ZohoTime,
    private readonly random: SeededRandom,
  ) {
    this.grants.set(settings.credentials.refreshToken, { issuedAtMs: [], accessTokens: [] });
  }

  /** A code as the API console gives it out for a self client: for ten minutes, and for one use. */
  grantCode(): string {
    const code = `1000.${this.random.hex(32)}.${this.random.hex(32)}`;
    this.grantCodes.set(code, this.time.now() + grantCodeLifetimeMs);
    return code;
  }

  /** Every access token stops working; the grants stay. */
  revokeAccessTokens(): void {
    this.expiryByAccessToken.clear();
    for (const grant of this.grants.values()) grant.accessTokens = [];
  }

  /** The grant itself is withdrawn, as when the user removes the app: refreshing answers `invalid_code`. */
  revokeGrants(): void {
    this.revokeAccessTokens();
    this.grants.clear();
  }

  /** When the access token expires, epoch ms; undefined when it isn't valid. */
  expiryOf(accessToken: string): number | undefined {
    const expiresAt = this.expiryByAccessToken.get(accessToken);
    return expiresAt !== undefined && expiresAt > this.time.now() ? expiresAt : undefined;
  }

  /** `POST /oauth/v2/token`. Most errors have HTTP status 200, as in the original. */
  token(request: SimRequest): SimResponse {
    const form = new URLSearchParams(request.body);
    const param = (name: string): string | null => form.get(name) ?? request.query.get(name);
    const { clientId, clientSecret } = this.settings.credentials;
    if (param('client_id') !== clientId) return failure('invalid_client');
    if (param('client_secret') !== clientSecret) return failure('invalid_client_secret');
    const grantType = param('grant_type');
    if (grantType === 'refresh_token') return this.refresh(param('refresh_token') ?? '');
    if (grantType === 'authorization_code') return this.redeem(param('code') ?? '');
    return failure('unsupported_grant_type');
  }

  private refresh(refreshToken: string): SimResponse {
    const grant = this.grants.get(refreshToken);
    if (grant === undefined) return failure('invalid_code');
    const since = this.time.now() - throttleWindowMs;
    grant.issuedAtMs = grant.issuedAtMs.filter((at) => at > since);
    if (grant.issuedAtMs.length >= tokensPerWindow) return throttled();
    return { status: 200, body: this.issue(grant) };
  }

  private redeem(code: string): SimResponse {
    const expiresAt = this.grantCodes.get(code);
    this.grantCodes.delete(code);
    if (expiresAt === undefined || expiresAt <= this.time.now()) return failure('invalid_code');
    const refreshToken = `1000.${this.random.hex(32)}.${this.random.hex(32)}`;
    const grant: Grant = { issuedAtMs: [], accessTokens: [] };
    this.grants.set(refreshToken, grant);
    this.evictOldestGrant();
    return { status: 200, body: { ...this.issue(grant), refresh_token: refreshToken } };
  }

  private issue(grant: Grant): Readonly<Record<string, unknown>> {
    const seconds = this.settings.accessTokenLifetimeSeconds;
    const accessToken = `1000.${this.random.hex(32)}.${this.random.hex(32)}`;
    this.expiryByAccessToken.set(accessToken, this.time.now() + seconds * 1000);
    grant.issuedAtMs.push(this.time.now());
    grant.accessTokens.push(accessToken);
    if (grant.accessTokens.length > liveAccessTokens) {
      this.expiryByAccessToken.delete(grant.accessTokens.shift() ?? '');
    }
    return {
      access_token: accessToken,
      scope: this.scopes.join(' '),
      api_domain: this.settings.apiDomain(),
      token_type: 'Bearer',
      expires_in: seconds,
    };
  }

  private evictOldestGrant(): void {
    if (this.grants.size <= liveRefreshTokens) return;
    const [oldest] = this.grants;
    if (oldest === undefined) return;
    for (const accessToken of oldest[1].accessTokens) this.expiryByAccessToken.delete(accessToken);
    this.grants.delete(oldest[0]);
  }
}

function failure(error: string): SimResponse {
  return { status: 200, body: { error } };
}

function throttled(): SimResponse {
  return {
    status: 400,
    body: {
      error_description:
        'You have made too many requests continuously. Please try again after some time.',
      error: 'Access Denied',
      status: 'failure',
    },
  };
}

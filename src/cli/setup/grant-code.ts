import { type OAuthClientSettings } from '../../config/read-settings.js';
import { type DataCenter } from '../../config/settings.js';
import { AppError, retryNever } from '../../kernel/app-error.js';
import { Secret } from '../../kernel/secret.js';
import { dataCenterOf, urlsOf, withoutSlash } from '../../zoho/tokens/data-centers.js';
import { redeemGrantCode, type TokenAnswer } from '../../zoho/tokens/token-endpoint.js';

export interface Redeemed {
  readonly token: Secret;
  readonly scopes: readonly string[];
  /** Where the organisation is; undefined where Zoho didn't say. */
  readonly home: DataCenter | undefined;
}

/** The refresh token for the grant code of a self client. @throws AppError saying what to do where there is none */
export async function tokenForCode(
  { client, dataCenter, accountsUrl, timeoutMs }: OAuthClientSettings,
  code: string,
): Promise<Redeemed> {
  const answer = await redeemGrantCode({
    accountsUrl: withoutSlash(accountsUrl ?? urlsOf(dataCenter).accountsUrl),
    client,
    code: new Secret(code),
    timeoutMs,
    nowMs: Date.now(),
  });
  const token = refreshTokenIn(answer);
  const { scopes, apiDomain } = answer as Extract<TokenAnswer, { status: 'issued' }>;
  return { token, scopes, home: apiDomain === undefined ? undefined : dataCenterOf(apiDomain) };
}

function refreshTokenIn(answer: TokenAnswer): Secret {
  if (answer.status === 'issued' && answer.refreshToken !== undefined) return answer.refreshToken;
  const reason = answer.status === 'issued' ? 'no_refresh_token' : answer.failure.reason;
  const isThrottled = answer.status === 'failed' && answer.failure.kind === 'throttled';
  const remedy =
    remedies.get(isThrottled ? 'throttled' : reason) ?? 'Zoho could not be asked: try again';
  const message = `Zoho gave no refresh token (${reason}): ${remedy}.`;
  throw new AppError('auth.not_exchanged', message, { retry: retryNever });
}

/** By Zoho's word for it. */
const remedies = new Map<string, string>(
  Object.entries({
    invalid_code:
      'the code was used before, is older than it may be, or is of another data centre (ZOHO_DATA_CENTER); generate another',
    invalid_client:
      'check ZOHO_CLIENT_ID, and that the client is of this data centre (ZOHO_DATA_CENTER)',
    invalid_client_secret: 'check ZOHO_CLIENT_SECRET',
    throttled: 'too many tokens were asked for; wait ten minutes',
    no_refresh_token: 'generate the code for a self client in the API console',
  }),
);

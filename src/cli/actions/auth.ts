import { loadOAuthClient } from '../../config/settings.module.js';
import { type DataCenter } from '../../config/settings.js';
import { AppError, retryNever } from '../../kernel/app-error.js';
import { Secret } from '../../kernel/secret.js';
import { AccessProbe, type AccessReport } from '../../zoho/tokens/access-probe.js';
import { dataCenterOf, urlsOf, withoutSlash } from '../../zoho/tokens/data-centers.js';
import { redeemGrantCode, type TokenAnswer } from '../../zoho/tokens/token-endpoint.js';
import { withContext } from '../context/cli-context.js';
import { writeEnvFile } from '../env/env-file.js';
import { type Output, print, table } from '../output/output.js';

interface ExchangeOptions {
  readonly code: string;
  readonly writeEnv?: string | true;
  readonly json?: boolean;
}

/** Turns the grant code of a self client into a refresh token. */
export async function exchangeCode(options: ExchangeOptions): Promise<void> {
  print(await redeemed(options), options.json === true);
}

/** Says whose credentials these are, and what they allow. */
export async function checkCredentials(options: { readonly json?: boolean }): Promise<void> {
  const { report, dataCenter } = await withContext(async (context) => {
    const { queue, zoho } = context.settings;
    const checked = await context.get(AccessProbe).check(queue.apis, Date.now);
    return { report: checked, dataCenter: zoho.dataCenter };
  });
  print(checkOutput(report, dataCenter), options.json === true);
  if (report.permissions.some(isMissing)) process.exitCode = 1;
}

interface Redeemed {
  readonly token: Secret;
  readonly scopes: readonly string[];
  /** Where the organisation is; undefined where Zoho didn't say. */
  readonly home: DataCenter | undefined;
  /** What else to do; empty for nothing. */
  readonly note: string;
}

async function redeem(code: string): Promise<Redeemed> {
  const { client, dataCenter, accountsUrl, timeoutMs } = await loadOAuthClient();
  const answer = await redeemGrantCode({
    accountsUrl: withoutSlash(accountsUrl ?? urlsOf(dataCenter).accountsUrl),
    client,
    code: new Secret(code),
    timeoutMs,
    nowMs: Date.now(),
  });
  const token = refreshTokenIn(answer);
  const { scopes, apiDomain } = answer as Extract<TokenAnswer, { status: 'issued' }>;
  const home = apiDomain === undefined ? undefined : dataCenterOf(apiDomain);
  const isElsewhere = home !== undefined && home !== dataCenter;
  const note = isElsewhere
    ? `\nThe organisation is in the data centre ${home}: set ZOHO_DATA_CENTER=${home}.`
    : '';
  return { token, scopes, home, note };
}

async function redeemed({ code, writeEnv }: ExchangeOptions): Promise<Output> {
  const { token, scopes, home, note } = await redeem(code);
  const granted = `Scopes: ${scopes.length === 0 ? 'not told' : scopes.join(' ')}${note}`;
  const dataCenter = home ?? null;
  if (writeEnv === undefined) {
    const json = { refreshToken: token.reveal(), scopes, dataCenter };
    return { json, text: `ZOHO_REFRESH_TOKEN=${token.reveal()}\n\n${granted}` };
  }
  const file = writeEnv === true ? '.env' : writeEnv;
  await writeEnvFile(file, { ZOHO_REFRESH_TOKEN: token.reveal() });
  const json = { written: file, scopes, dataCenter };
  return { json, text: `ZOHO_REFRESH_TOKEN is in ${file}; restart the service.\n${granted}` };
}

/** @throws AppError saying what to do where there is none */
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

const userScope = 'ZohoCRM.users.READ';

const words = {
  allowed: 'yes',
  missing_scope: 'NO: the scope is missing',
  forbidden: "NO: the user's profile doesn't allow it",
  admin_only: 'single records only: lists are for administrators',
  unknown: 'unknown',
} as const;

/** Whether the service can't do what it is for, or nobody can say. */
function isMissing({ status }: AccessReport['permissions'][number]): boolean {
  return status === 'missing_scope' || status === 'forbidden' || status === 'unknown';
}

/** What kept from finding out: the same for all, or nearly. */
function reasonLines(permissions: AccessReport['permissions']): readonly string[] {
  const unknown = permissions.filter(({ status }) => status === 'unknown');
  const [first] = unknown;
  return first === undefined ? [] : ['', `Unknown, because: ${first.detail}`];
}

function checkOutput(report: AccessReport, dataCenter: string): Output {
  const { user, apiUrl, scopes, permissions } = report;
  const home = dataCenterOf(apiUrl);
  const rows = permissions.map(({ purpose, scope, status }) => [purpose, words[status], scope]);
  const missing = permissions.filter(({ status }) => status === 'missing_scope');
  const advice =
    missing.length === 0
      ? []
      : [
          '',
          `Generate a code with these scopes too, and exchange it: ${missing.map(({ scope }) => scope).join(',')}`,
        ];
  const whyNot = scopes.includes(userScope) ? '' : ` (that needs the scope ${userScope})`;
  const text = [
    `User         ${user ?? `not told${whyNot}`}`,
    `API          ${apiUrl} (data centre ${home ?? `${dataCenter}, address overridden`})`,
    `Scopes       ${scopes.length === 0 ? 'not told' : scopes.join(' ')}`,
    '',
    table(['Needed to', 'Allowed', 'Scope'], rows),
    ...reasonLines(permissions),
    ...advice,
  ].join('\n');
  return { json: { ...report, user: user ?? null, dataCenter: home ?? null }, text };
}

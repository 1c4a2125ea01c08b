import { loadOAuthClient } from '../../config/settings.module.js';
import { AccessProbe, type AccessReport } from '../../zoho/tokens/access-probe.js';
import { dataCenterOf } from '../../zoho/tokens/data-centers.js';
import { withContext } from '../context/cli-context.js';
import { writeEnvFile } from '../env/env-file.js';
import { type Output, print, table } from '../output/output.js';
import { tokenForCode } from '../setup/grant-code.js';

interface ExchangeOptions {
  readonly code: string;
  readonly writeEnv?: string | true;
  readonly json?: boolean;
}

/** Turns the grant code of a self client into a refresh token. */
export async function exchangeCode(options: ExchangeOptions): Promise<void> {
  print(await exchanged(options), options.json === true);
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

async function exchanged({ code, writeEnv }: ExchangeOptions): Promise<Output> {
  const client = await loadOAuthClient();
  const { token, scopes, home } = await tokenForCode(client, code);
  const isElsewhere = home !== undefined && home !== client.dataCenter;
  const note = isElsewhere
    ? `\nThe organisation is in the data centre ${home}: set ZOHO_DATA_CENTER=${home}.`
    : '';
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

import { loadEnvironment, loadOAuthClient } from '../../config/settings.module.js';
import { SettingsError } from '../../config/settings-error.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { withContext } from '../context/cli-context.js';
import { examineMemory, examineZoho } from '../doctor/examination.js';
import { failure, type Finding, ok } from '../../examination/finding.js';
import { newSecret } from '../env/new-secret.js';
import { findingsOutput } from '../doctor/findings-output.js';
import { type Output, print } from '../output/output.js';
import { SetupAnswers, envFile } from '../setup/setup-answers.js';
import { tokenForCode } from '../setup/grant-code.js';
import { Prompt } from '../setup/prompt.js';
import { type Known, type Question, questions, type SetupPart } from '../setup/questions.js';
import { UsageError } from '../usage-error.js';
import { registered } from './webhooks.js';

interface SetupOptions {
  readonly withoutZoho?: boolean;
  readonly code?: string;
  readonly register: boolean;
  readonly json?: boolean;
  readonly [option: string]: string | boolean | undefined;
}

const zohoVariables = ['ZOHO_CLIENT_ID', 'ZOHO_CLIENT_SECRET', 'ZOHO_REFRESH_TOKEN'];

/** From nothing to a service that can be started. Begun anew it goes on where it was: what is set is kept, and tested. */
export async function setUp(options: SetupOptions): Promise<void> {
  const prompt = process.stdin.isTTY ? new Prompt() : undefined;
  try {
    const answers = new SetupAnswers(await knownSettings(), givenIn(options), prompt);
    const wantsZoho = await isZohoWanted(options, answers, prompt);
    const asked = questions.filter(({ part }) => part !== 'Zoho' || wantsZoho);
    const needsCode = wantsZoho && !answers.known.has('ZOHO_REFRESH_TOKEN');
    await answers.settle(asked, needsCode && options.code === undefined ? ['--code'] : []);
    for (const name of ['WEBHOOK_SECRET', 'ADMIN_TOKEN']) {
      if (!answers.known.has(name)) await answers.set(name, newSecret());
    }
    if (needsCode) await exchange(answers, options.code, prompt);
    const findings = await tested(answers, asked, prompt);
    await conclude(answers, findings, options);
  } finally {
    prompt?.close();
  }
}

/** In the environment or in `.env`. */
async function knownSettings(): Promise<Known> {
  const pairs = Object.entries(await loadEnvironment());
  return new Map(
    pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== ''),
  );
}

/** Options by the names they have on the command line. */
function givenIn(options: SetupOptions): Known {
  const dashed = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
  return new Map(
    Object.entries(options).flatMap(([name, value]) =>
      typeof value === 'string' ? [[dashed(name), value] as const] : [],
    ),
  );
}

async function isZohoWanted(
  { withoutZoho, ...options }: SetupOptions,
  { known }: SetupAnswers,
  prompt: Prompt | undefined,
): Promise<boolean> {
  if (withoutZoho === true) {
    const set = zohoVariables.filter((name) => known.has(name));
    if (set.length === 0) return false;
    throw new UsageError(`zoho-sync: --without-zoho, but ${set.join(', ')} is set: remove it`);
  }
  const isNamed = options.code !== undefined || options['clientId'] !== undefined;
  if (isNamed || prompt === undefined || zohoVariables.some((name) => known.has(name))) return true;
  const answer = await prompt.ask('Connect it with Zoho CRM now (yes or no)', 'yes');
  return !/^n/i.test(answer);
}

/** A code that Zoho refuses is asked for again at a terminal. */
async function exchange(
  answers: SetupAnswers,
  given: string | undefined,
  prompt: Prompt | undefined,
): Promise<void> {
  const client = await loadOAuthClient();
  const hint = 'Code generated for it, with the scopes of docs/setup.md; it works once';
  for (let code = given; ; code = undefined) {
    const typed = code ?? (await prompt?.ask(hint, undefined, true)) ?? '';
    try {
      const { token, home } = await tokenForCode(client, typed);
      await answers.set('ZOHO_REFRESH_TOKEN', token.reveal());
      if (home !== undefined) await answers.set('ZOHO_DATA_CENTER', home);
      return;
    } catch (error) {
      if (prompt === undefined) throw error;
      process.stderr.write(`  ${appErrorFrom(error).message}\n`);
    }
  }
}

/** What was tested last; at a terminal, what failed may be answered otherwise until nothing does. */
async function tested(
  answers: SetupAnswers,
  asked: readonly Question[],
  prompt: Prompt | undefined,
): Promise<readonly Finding[]> {
  for (;;) {
    const findings = await examined();
    const wrong = asked.filter(
      ({ part }) =>
        part !== 'Zoho' &&
        findings.some(({ subject, status }) => subject === part && status === 'failure'),
    );
    if (wrong.length === 0 || prompt === undefined) return findings;
    process.stderr.write(`${findingsOutput(findings).text}\n`);
    await answers.change(wrong);
  }
}

async function examined(): Promise<readonly Finding[]> {
  try {
    return await withContext(async (context) => [
      ok('Redis' satisfies SetupPart, 'answers'),
      ...(await examineMemory(context)),
      ...(await examineZoho(context)),
    ]);
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.problems.map((each) => failure('Settings', each, 'see .env.example'));
    }
    const { message } = appErrorFrom(error);
    return [failure('Redis' satisfies SetupPart, message, 'start it, or name another')];
  }
}

async function conclude(
  { known, written }: SetupAnswers,
  findings: readonly Finding[],
  { register, json }: SetupOptions,
): Promise<void> {
  const isWell = findings.every(({ status }) => status !== 'failure');
  if (!isWell) process.exitCode = 1;
  const hasChannels = known.has('ZOHO_REFRESH_TOKEN') && known.has('WEBHOOK_BASE_URL');
  const channels = isWell && hasChannels && register ? await registered({}) : undefined;
  const next = isWell
    ? nextSteps(known)
    : ['put right what failed, then `zoho-sync setup` again: what is in .env is kept'];
  print(summary({ findings, written, channels, next, isWell }), json === true);
}

function summary(done: {
  readonly findings: readonly Finding[];
  readonly written: readonly string[];
  readonly channels: Output | undefined;
  readonly next: readonly string[];
  readonly isWell: boolean;
}): Output {
  const { findings, written, channels, next, isWell } = done;
  const wrote =
    written.length === 0 ? `Nothing new in ${envFile}.` : `In ${envFile}: ${written.join(', ')}.`;
  const steps = next.map((step, at) => `${at + 1}. ${step}`).join('\n');
  const parts = [findingsOutput(findings).text, channels?.text, wrote, `Next:\n${steps}`];
  return {
    json: {
      ok: isWell,
      written,
      findings: findingsOutput(findings).json,
      channels: channels?.json ?? null,
      next,
    },
    text: parts.filter((part) => part !== undefined).join('\n\n'),
  };
}

function nextSteps(known: Known): readonly string[] {
  const start = '`npm start`, in a terminal of its own or as a service';
  if (!known.has('ZOHO_REFRESH_TOKEN')) {
    return [start, '`zoho-sync trigger Deals` sends a first delivery', '`zoho-sync status`'];
  }
  return [
    start,
    '`zoho-sync sync full` brings in what the organisation has already',
    '`zoho-sync doctor` says whether all is well',
  ];
}

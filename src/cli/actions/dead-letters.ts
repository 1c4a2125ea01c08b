import { recordKey } from '../../crm/record-ref.js';
import { FormerModules } from '../../former/former-modules.js';
import { RecentDeliveries } from '../../installation/recent-deliveries.js';
import { type LetterContext } from '../../queue/dead-letters/dead-letter-answer.js';
import { DeadLetterReplay } from '../../queue/dead-letters/dead-letter-replay.js';
import {
  type DeadLetterFilter,
  DeadLetterStore,
} from '../../queue/dead-letters/dead-letter-store.js';
import { type CliContext, withContext } from '../context/cli-context.js';
import { moduleNamed } from '../options/module-option.js';
import { confirmed } from '../output/confirm.js';
import { letterOutput, listOutput, replayOutput } from '../output/dead-letter-output.js';
import { print } from '../output/output.js';
import { ProgressLine } from '../output/progress-line.js';
import { countedThings } from '../output/progress-text.js';

interface FilterOptions {
  readonly module?: string;
  readonly id?: string;
  readonly code?: string;
  readonly limit?: number;
  readonly json?: boolean;
}

const usualLimit = 20;
const stepWithinMs = 120_000;

export async function listDeadLetters(options: FilterOptions): Promise<void> {
  const output = await withContext(async (context) => {
    const filter = await filterFrom(options, context);
    const matching = await context.get(DeadLetterStore).matching(filter);
    return listOutput(matching, options.limit ?? usualLimit, await aboutLetters(context));
  });
  print(output, options.json === true);
}

export async function showDeadLetter(
  name: string,
  id: string,
  options: { json?: boolean },
): Promise<void> {
  const output = await withContext(async (context) => {
    const once = await context.get(FormerModules).names();
    const ref = { module: moduleNamed(name, context.settings, once), id };
    const found = await context.get(DeadLetterStore).get(ref);
    if (found === undefined) throw new Error(`${recordKey(ref)} has no dead letter.`);
    return letterOutput(found, await aboutLetters(context));
  });
  print(output, options.json === true);
}

/** Tries again, a few first and then more. */
export async function replayDeadLetters(
  options: FilterOptions & { dryRun?: boolean },
): Promise<void> {
  const progress = new ProgressLine();
  const outcome = await withContext(async (context) =>
    context.get(DeadLetterReplay).replay(await filterFrom(options, context), {
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      dryRun: options.dryRun === true,
      stepWithinMs,
      onStep: ({ replayed, matched, recovered, failedAgain }) => {
        const done = Math.round((replayed / Math.min(matched, options.limit ?? matched)) * 100);
        progress.show(`${done}%  ${recovered} recovered, ${failedAgain} failed again`);
      },
    }),
  ).finally(() => {
    progress.clear();
  });
  print(replayOutput(outcome, options.dryRun === true), options.json === true);
  if (outcome.stopped !== undefined || outcome.failedAgain > 0) process.exitCode = 1;
}

export async function discardDeadLetters(
  options: FilterOptions & { dryRun?: boolean; yes?: boolean },
): Promise<void> {
  const result = await withContext((context) => discard(context, options));
  const { matched, discarded, jobs_discarded: jobs } = result;
  const text = `${discarded} of ${countedThings(matched, 'dead letter')} discarded${
    jobs === undefined ? '' : `, and ${countedThings(jobs, 'job')}`
  }.`;
  print({ json: result, text }, options.json === true);
}

interface Discarded {
  readonly matched: number;
  readonly discarded: number;
  /** Of a module that is synced no more. */
  readonly jobs_discarded?: number;
}

async function discard(
  context: CliContext,
  options: FilterOptions & { dryRun?: boolean; yes?: boolean },
): Promise<Discarded> {
  const deadLetters = context.get(DeadLetterStore);
  const former = context.get(FormerModules);
  const filter = await filterFrom(options, context);
  const matching = await deadLetters.matching(filter);
  const chosen = matching.slice(0, options.limit);
  const leftOver = isWholeModule(options) ? await former.of(filter.module) : undefined;
  const jobs = leftOver?.jobs ?? 0;
  if (options.dryRun === true || chosen.length + jobs === 0) {
    return { matched: matching.length, discarded: 0 };
  }
  const jobsText = jobs === 0 ? '' : ` and ${countedThings(jobs, 'job')}`;
  const question = `This forgets ${countedThings(chosen.length, 'dead letter')}${jobsText} for good.`;
  await confirmed(question, options.yes === true);
  const discarded = await deadLetters.discard(chosen);
  if (leftOver === undefined) return { matched: matching.length, discarded };
  return {
    matched: matching.length,
    discarded,
    jobs_discarded: await former.discardJobs(leftOver),
  };
}

/** Nothing but a module is named. */
function isWholeModule({ id, code, limit }: FilterOptions): boolean {
  return id === undefined && code === undefined && limit === undefined;
}

async function aboutLetters(context: CliContext): Promise<LetterContext> {
  const former = context.get(FormerModules);
  const toldBy = await context.get(RecentDeliveries).toldBy();
  return { isFormer: (module) => former.isFormer(module), toldBy };
}

async function filterFrom(
  { module, id, code }: FilterOptions,
  context: CliContext,
): Promise<DeadLetterFilter> {
  const once = module === undefined ? [] : await context.get(FormerModules).names();
  return {
    ...(module === undefined ? {} : { module: moduleNamed(module, context.settings, once) }),
    ...(id === undefined ? {} : { id }),
    ...(code === undefined ? {} : { code }),
  };
}

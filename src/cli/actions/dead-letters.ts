import { type Settings } from '../../config/settings.js';
import { recordKey } from '../../crm/record-ref.js';
import { DeadLetterReplay } from '../../queue/dead-letters/dead-letter-replay.js';
import {
  type DeadLetterFilter,
  DeadLetterStore,
} from '../../queue/dead-letters/dead-letter-store.js';
import { withContext } from '../context/cli-context.js';
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
  const matching = await withContext((context) =>
    context.get(DeadLetterStore).matching(filterFrom(options, context.settings)),
  );
  print(listOutput(matching, options.limit ?? usualLimit), options.json === true);
}

export async function showDeadLetter(
  name: string,
  id: string,
  options: { json?: boolean },
): Promise<void> {
  const letter = await withContext(async (context) => {
    const ref = { module: moduleNamed(name, context.settings), id };
    const found = await context.get(DeadLetterStore).get(ref);
    if (found === undefined) throw new Error(`${recordKey(ref)} has no dead letter.`);
    return found;
  });
  print(letterOutput(letter), options.json === true);
}

/** Tries again, a few first and then more. */
export async function replayDeadLetters(
  options: FilterOptions & { dryRun?: boolean },
): Promise<void> {
  const progress = new ProgressLine();
  const outcome = await withContext((context) =>
    context.get(DeadLetterReplay).replay(filterFrom(options, context.settings), {
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
  const result = await withContext(async (context) => {
    const deadLetters = context.get(DeadLetterStore);
    const matching = await deadLetters.matching(filterFrom(options, context.settings));
    const chosen = matching.slice(0, options.limit);
    if (options.dryRun === true || chosen.length === 0) {
      return { matched: matching.length, discarded: 0 };
    }
    const question = `This forgets ${countedThings(chosen.length, 'dead letter')} for good.`;
    await confirmed(question, options.yes === true);
    return { matched: matching.length, discarded: await deadLetters.discard(chosen) };
  });
  const text = `${result.discarded} of ${countedThings(result.matched, 'dead letter')} discarded.`;
  print({ json: result, text }, options.json === true);
}

function filterFrom({ module, id, code }: FilterOptions, settings: Settings): DeadLetterFilter {
  return {
    ...(module === undefined ? {} : { module: moduleNamed(module, settings) }),
    ...(id === undefined ? {} : { id }),
    ...(code === undefined ? {} : { code }),
  };
}

import { FormerModules } from '../../../former/former-modules.js';
import { type LeftOver, leftOverAnswer } from '../../../former/left-over.js';
import { FormerRemoval, type RemovedModule } from '../../../reconciliation/former-removal.js';
import { type CliContext } from '../../context/cli-context.js';
import { agreed, confirmed } from '../../output/confirm.js';
import { ProgressLine } from '../../output/progress-line.js';
import { countText, grouped } from '../../output/progress-text.js';
import { formerLine, leftOverText } from '../../output/status-lines.js';

/** What was left of a module that is synced no more, and what of it was removed; undefined: nothing. */
export interface FormerResult {
  readonly leftOver: LeftOver;
  readonly removed: RemovedModule | undefined;
}

interface NamedFormer {
  readonly former: readonly LeftOver[];
  /** The names of others; undefined where none were given. */
  readonly names: readonly string[] | undefined;
}

/** The modules that are synced no more among those that were named, or all of them. */
export async function formerIn(
  context: CliContext,
  names: readonly string[] | undefined,
): Promise<NamedFormer> {
  const all = await context.get(FormerModules).find();
  if (names === undefined) return { former: all, names };
  const lower = names.map((name) => name.toLowerCase());
  const former = all.filter(({ module }) => lower.includes(module.toLowerCase()));
  const own = former.map(({ module }) => module.toLowerCase());
  return { former, names: names.filter((name) => !own.includes(name.toLowerCase())) };
}

interface RemovalOptions {
  readonly module?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/**
 * Removes what is left of them, once a person agreed; says before what that is.
 * @throws UsageError where nobody can be asked for a module that was named, and what the removal throws
 */
export async function removeFormer(
  context: CliContext,
  former: readonly LeftOver[],
  { module: names, dryRun = false, yes = false }: RemovalOptions,
): Promise<readonly FormerResult[]> {
  const results: FormerResult[] = [];
  for (const leftOver of former) {
    const isNamed = names !== undefined;
    const mayGo = !dryRun && (await isAgreed(leftOver, { isNamed, yes }));
    results.push({ leftOver, removed: mayGo ? await remove(context, leftOver) : undefined });
  }
  return results;
}

async function isAgreed(
  leftOver: LeftOver,
  { isNamed, yes }: { readonly isNamed: boolean; readonly yes: boolean },
): Promise<boolean> {
  if (leftOver.syncedBy.length > 0) {
    process.stderr.write(`${formerLine(leftOver)}.\n`);
    return false;
  }
  const { module } = leftOver;
  const question = `${module} is not in ZOHO_MODULES any more: ${leftOverText(leftOver)} will be removed.`;
  if (!isNamed) return agreed(question, yes);
  if (yes) process.stderr.write(`${question}\n`);
  await confirmed(question, yes);
  return true;
}

async function remove(
  context: CliContext,
  { module }: LeftOver,
): Promise<RemovedModule | undefined> {
  const line = new ProgressLine();
  const startedAt = performance.now();
  try {
    return await context.get(FormerRemoval).remove(module, (documents) => {
      line.show(`${module}: ${countText('removed', documents, performance.now() - startedAt)}`);
    });
  } finally {
    line.clear();
  }
}

/** A row of the table of compared modules. */
export function formerRow({ leftOver, removed }: FormerResult): readonly string[] {
  const { module, documents, known, syncedBy } = leftOver;
  const counts = ['-', grouped(documents ?? known), '-'];
  if (removed !== undefined) return [module, ...counts, grouped(removed.queued), 'removed'];
  const why = syncedBy.length > 0 ? 'synced by others' : 'not in ZOHO_MODULES, left as it is';
  return [module, ...counts, '-', why];
}

export function formerAnswer({ leftOver, removed }: FormerResult): object {
  return { ...leftOverAnswer(leftOver), removed: removed !== undefined };
}

import { type CrmModule, crmModuleOf } from '../../../crm/modules.js';
import { type ComparisonReport, Comparisons } from '../../../reconciliation/compare/comparisons.js';
import {
  type Compared,
  type ComparisonOptions,
} from '../../../reconciliation/compare/module-comparison.js';
import { everything, nothing } from '../../../reconciliation/compare/survey/depth.js';
import { CreditBudget } from '../../../reconciliation/sweep/credit-budget.js';
import { SyncForecasts } from '../../../reconciliation/sync-forecast.js';
import { type Phase, type SyncProgress } from '../../../reconciliation/sync-progress.js';
import { type CliContext, needsZoho, withContext } from '../../context/cli-context.js';
import { syncedModules } from '../../options/module-option.js';
import { confirmed } from '../../output/confirm.js';
import { erasedLines, oldRenderingLines } from '../../output/erased-lines.js';
import { type Output, print, table } from '../../output/output.js';
import {
  formerAnswer,
  formerIn,
  formerRow,
  type FormerResult,
  removeFormer,
} from './sync-former.js';
import { ProgressLine } from '../../output/progress-line.js';
import { countText, grouped, progressText } from '../../output/progress-text.js';
import { refusedText } from '../../output/refused-text.js';

interface FullOptions {
  readonly module?: readonly string[];
  readonly dryRun?: boolean;
  readonly acceptDeletions?: boolean;
  readonly content?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export async function compareFully(options: FullOptions): Promise<void> {
  if (options.acceptDeletions === true) {
    const question = 'Records that the CRM does not show any more will be removed from memory.';
    await confirmed(question, options.yes === true);
  }
  const done = await withContext((context) => compareAll(context, options));
  print(outputOf(done), options.json === true);
  if (done.reports.some(needsAttention)) process.exitCode = 1;
}

interface AllCompared {
  readonly reports: readonly ComparisonReport[];
  /** Used by sweeps meanwhile, those of other processes included. */
  readonly credits: number;
  readonly former: readonly FormerResult[];
}

async function compareAll(context: CliContext, options: FullOptions): Promise<AllCompared> {
  const { former, names } = await formerIn(context, options.module);
  const isFormerAlone = names?.length === 0;
  if (!isFormerAlone) needsZoho(context);
  const apis = isFormerAlone ? [] : syncedModules(names, context.settings);
  const modules = [...new Set(apis.map(crmModuleOf))];
  const budget = context.get(CreditBudget);
  const before = await budget.spentToday();
  // An account's document is composed of what there is of others: what goes, goes first.
  const results = await removeFormer(context, former, options);
  if (!isFormerAlone) await announce(context, modules);
  const reports = await compareEach(context, modules, options);
  const credits = Math.max(0, (await budget.spentToday()) - before);
  return { reports, credits, former: results };
}

/** What it will cost at least, for people who may want to stop it. */
async function announce(context: CliContext, modules: readonly CrmModule[]): Promise<void> {
  const { credits, oldRenderings: old } = await context.get(SyncForecasts).ofComparison(modules);
  if (old > 0) process.stderr.write(oldText(old, context.settings.memory.sinks.includes('cognee')));
  process.stderr.write(
    `About ${grouped(credits)} API credits to list what memory knows of, and one for every ` +
      `${context.settings.processor.batchSize} records that differ.\n`,
  );
}

function oldText(count: number, hasModel: boolean): string {
  const cost = hasModel ? ', which Cognee indexes anew' : '';
  return `${grouped(count)} documents were made by other fields, labels or another version: those that read otherwise now are written anew${cost}.\n`;
}

function compareEach(
  context: CliContext,
  modules: readonly CrmModule[],
  { dryRun = false, acceptDeletions = false, content = false }: FullOptions,
): Promise<readonly ComparisonReport[]> {
  const comparisons = context.get(Comparisons);
  const options: Partial<ComparisonOptions> = {
    dryRun,
    acceptDeletions,
    rerender: true,
    depth: { isRead: content ? everything : nothing, isProbed: everything },
  };
  return comparisons.all(modules, options, (module) =>
    shown(module, (onProgress) => comparisons.one(module, { ...options, onProgress })),
  );
}

/** Shows how far the comparison of a module is, while it lasts. */
async function shown<Result>(
  module: CrmModule,
  compare: (onProgress: (progress: SyncProgress) => void) => Promise<Result>,
): Promise<Result> {
  const line = new ProgressLine();
  let phase: Phase | undefined;
  let phaseStartedAt = performance.now();
  try {
    return await compare((progress) => {
      if (progress.phase !== phase) phaseStartedAt = performance.now();
      phase = progress.phase;
      line.show(`${module}: ${lineOf(progress, performance.now() - phaseStartedAt)}`);
    });
  } finally {
    line.clear();
  }
}

function lineOf({ phase, done, of }: SyncProgress, elapsedMs: number): string {
  if (phase === 'queueing' && of !== undefined) return progressText({ done, of, elapsedMs });
  return countText(phase === 'listing' ? 'listed' : 'compared', done, elapsedMs);
}

function needsAttention({ status, compared }: ComparisonReport): boolean {
  return status !== 'compared' || compared === undefined || isPartial(compared);
}

function isPartial({ withheld, refused }: Compared): boolean {
  return withheld > 0 || refused.length > 0;
}

function outputOf({ reports, credits, former }: AllCompared): Output {
  const rows = reports.map(({ module, status, compared, reason }) => [
    module,
    ...[compared?.survey?.inCrm, compared?.survey?.inMemory, compared?.found, compared?.queued].map(
      (count) => (count === undefined ? '-' : grouped(count)),
    ),
    `${reason === undefined ? status : `${status}: ${reason}`}${refusedText(compared?.refused)}`,
  ]);
  const withheld = reports.reduce((sum, { compared }) => sum + (compared?.withheld ?? 0), 0);
  const text = [
    table(
      ['Module', 'In CRM', 'In memory', 'Differ', 'Queued', 'Status'],
      [...rows, ...former.map(formerRow)],
    ),
    ...erasedLines(reports.map(({ compared }) => compared?.survey)),
    ...oldRenderingLines(reports.map(({ compared }) => compared?.oldRenderings)),
    '',
    `${grouped(credits)} API credits, those for reading what was queued included.`,
    ...(withheld === 0 ? [] : [withheldText(withheld)]),
  ].join('\n');
  return { json: { modules: reports, former_modules: former.map(formerAnswer), credits }, text };
}

function withheldText(withheld: number): string {
  return (
    `${grouped(withheld)} records in memory are not listed by the CRM any more, nor listed as deleted. That looks like ` +
    'a lost permission: they were left alone. If they are gone, run it with --accept-deletions.'
  );
}

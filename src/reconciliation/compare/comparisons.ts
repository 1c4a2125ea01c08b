import { Injectable, Logger } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { span } from '../../observability/tracing.js';
import { ModuleLocks } from '../module-locks.js';
import { type Compared, type ComparisonOptions, ModuleComparison } from './module-comparison.js';
import { ProofHistory } from './proof-history.js';
import { ProofStore } from './proof-store.js';
import { SurveyShelf } from './survey/survey-tables.js';

/** What came of comparing one module. */
export interface ComparisonReport {
  readonly module: CrmModule;
  /** `busy`: another comparison of it is under way. */
  readonly status: 'compared' | 'busy' | 'failed';
  readonly compared: Compared | undefined;
  /** What went wrong, and the remedy. */
  readonly reason: string | undefined;
}

type CompareOne = (module: CrmModule) => Promise<ComparisonReport>;

/** An account's document shows what the ledger has of its records: those are put right first. */
export function inOrder(modules: readonly CrmModule[]): readonly CrmModule[] {
  const isAccounts = (module: CrmModule): boolean => module === 'Accounts';
  return [...modules.filter((each) => !isAccounts(each)), ...modules.filter(isAccounts)];
}

/** Compares modules, one after the other, each alone over all processes. */
@Injectable()
export class Comparisons {
  readonly #logger = new Logger(Comparisons.name);

  constructor(
    private readonly comparison: ModuleComparison,
    private readonly locks: ModuleLocks,
    private readonly shelf: SurveyShelf,
    private readonly proofs: ProofStore,
    private readonly history: ProofHistory,
  ) {}

  /**
   * One module after the other. Never rejects for a reason that concerns the CRM or the memory.
   * @param compare how each is compared; it ends in `one`
   */
  async all(
    modules: readonly CrmModule[],
    options: Partial<ComparisonOptions> = {},
    compare: CompareOne = (module) => this.one(module, options),
  ): Promise<readonly ComparisonReport[]> {
    const reports: ComparisonReport[] = [];
    for (const module of await this.#inOrder(modules)) reports.push(await compare(module));
    return reports;
  }

  /**
   * Where nothing is known of accounts yet, they come first: each record that is written asks for its account, and has it
   * from the page then. Their documents follow by themselves as their records arrive.
   */
  async #inOrder(modules: readonly CrmModule[]): Promise<readonly CrmModule[]> {
    const ordered = inOrder(modules);
    const hasOthersBefore = ordered.length > 1 && ordered.at(-1) === 'Accounts';
    if (!hasOthersBefore || !(await this.comparison.isFirst('Accounts'))) return ordered;
    return ['Accounts', ...ordered.slice(0, -1)];
  }

  /** Never rejects for a reason that concerns the CRM or the memory. */
  one(module: CrmModule, options: Partial<ComparisonOptions> = {}): Promise<ComparisonReport> {
    return span(`compare ${module}`, { parent: 'none' }, async (comparison) => {
      const report = await this.#reported(module, options);
      comparison.note({
        'zoho_sync.outcome': report.status,
        'zoho_sync.queued': report.compared?.queued,
      });
      if (report.status === 'failed') comparison.fail('comparison.failed');
      return report;
    });
  }

  async #reported(
    module: CrmModule,
    options: Partial<ComparisonOptions>,
  ): Promise<ComparisonReport> {
    const startedAt = performance.now();
    try {
      const compared = await this.locks.alone(`comparison:${module}`, (tell) =>
        this.comparison.run(module, this.shelf.tables(module, 'comparison'), {
          dryRun: false,
          acceptDeletions: false,
          rerender: false,
          depth: this.shelf.usualDepth,
          ...options,
          onProgress: (progress) => {
            tell(progress);
            options.onProgress?.(progress);
          },
        }),
      );
      if (compared === undefined) return { module, status: 'busy', compared, reason: undefined };
      if (options.dryRun !== true) await this.#keep(module, compared);
      const { survey, found, oldRenderings, queued, withheld } = compared;
      this.#logger.log({
        event: 'comparison.finished',
        module,
        found,
        oldRenderings,
        queued,
        withheld,
        inCrm: survey?.inCrm,
        inMemory: survey?.inMemory,
        tookMs: Math.round(performance.now() - startedAt),
      });
      return { module, status: 'compared', compared, reason: undefined };
    } catch (error) {
      const { code, message } = appErrorFrom(error);
      this.#logger.warn({ event: 'comparison.failed', module, code, reason: message });
      await this.proofs.noteFailures(module, [{ api: module, reason: message }]).catch(() => {
        this.#logger.debug({ event: 'comparison.failure_not_noted', module });
      });
      return { module, status: 'failed', compared: undefined, reason: message };
    }
  }

  /** A comparison that only looks takes no second look: what is under way would count as different. */
  async #keep(module: CrmModule, { survey, queued, withheld, refused }: Compared): Promise<void> {
    const differences = queued + withheld;
    await this.history.note(module, {
      scope: 'comparison',
      equal: survey !== undefined && differences === 0 && refused.length === 0,
      inCrm: survey?.inCrm,
      inMemory: survey?.inMemory,
      differences,
      mended: queued,
      sampled: undefined,
    });
  }
}

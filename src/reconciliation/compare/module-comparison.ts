import { Injectable, Logger } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { ProvenTimes } from '../../ledger/proven-times.js';
import { DifferenceQueue } from './difference-queue.js';
import { OrphanBrake } from './orphan-brake.js';
import { type SyncProgress } from '../sync-progress.js';
import { ProofStore } from './proof-store.js';
import { type SurveyTables } from './survey/survey-tables.js';
import { type CrmList, type RefusedList } from './survey/crm-listing.js';
import { type Depth } from './survey/depth.js';
import { Survey } from './survey/survey.js';
import { type SurveyResult } from './survey/tally.js';

/** What a comparison of one module found, and what it did about it. */
export interface Compared {
  /** Undefined for one that was taken up again after the looking was done. */
  readonly survey: SurveyResult | undefined;
  /** Records that differed, those of an old rendering apart. */
  readonly found: number;
  /** Records that would read otherwise now, because fields, labels or the renderer have changed. */
  readonly oldRenderings: number;
  /** Records queued: those that a page showed whole at once, others after a second look at each. */
  readonly queued: number;
  /** Records that the CRM doesn't list any more, but too many to be believed. */
  readonly withheld: number;
  /** Parts of the module that the CRM doesn't show: nothing is known of them. */
  readonly refused: readonly RefusedList[];
}

export interface ComparisonOptions {
  /** Only looks, and says what it would queue. */
  readonly dryRun: boolean;
  /** Removes also what looks like a lost permission. */
  readonly acceptDeletions: boolean;
  /** Has all that is of an old rendering made anew at once. */
  readonly rerender: boolean;
  readonly depth: Depth;
  readonly onProgress: (progress: SyncProgress) => void;
}

interface Looked {
  readonly survey: SurveyResult;
  readonly list: CrmList;
}

/** What a look found, as far as an earlier attempt didn't have it. */
function ofLook(looked: Looked | undefined) {
  return {
    survey: looked?.survey,
    refused: looked?.list.refused ?? [],
    oldRenderings: looked?.survey.counts.rendering ?? 0,
    fromPages: looked?.list.fromPages ?? 0,
  };
}

/**
 * Compares all records of a module with what memory holds, and queues those that differ. What it
 * lacks is written from the very pages of the list. Done in three steps, each of which goes on where it was broken off: the
 * CRM's list, the memory against it, the queue.
 */
@Injectable()
export class ModuleComparison {
  readonly #logger = new Logger(ModuleComparison.name);

  constructor(
    private readonly survey: Survey,
    private readonly brake: OrphanBrake,
    private readonly queue: DifferenceQueue,
    private readonly proofs: ProofStore,
    private readonly proven: ProvenTimes,
  ) {}

  /** Whether nothing of the module is known yet. */
  async isFirst(module: CrmModule): Promise<boolean> {
    return this.survey.isFirst(module);
  }

  /** @throws AppError of Zoho, of the memory, of the budget, or `sync.stopped`; what was done stays done */
  async run(
    module: CrmModule,
    tables: SurveyTables,
    options: ComparisonOptions,
  ): Promise<Compared> {
    const looked = await this.#lookWhereOpen(module, tables, options);
    const { survey, refused, oldRenderings, fromPages } = ofLook(looked);
    const found = (await tables.differing.size()) - oldRenderings + fromPages;
    const withheld = options.acceptDeletions ? 0 : await this.#withhold(module, tables, survey);
    const compared = { survey, found, oldRenderings, withheld, refused };
    if (options.dryRun) {
      await tables.clear();
      return { ...compared, queued: 0 };
    }
    await tables.enter('queueing');
    const queued = await this.queue.run(module, tables.differing, {
      rerender: options.rerender,
      onProgress: (done, of) => {
        options.onProgress({ phase: 'queueing', done, of });
      },
    });
    await tables.clear();
    if (withheld === 0) await this.#noteProven(looked?.list);
    return { ...compared, queued: queued + fromPages };
  }

  /** Undefined where an earlier attempt has looked already. */
  async #lookWhereOpen(
    module: CrmModule,
    tables: SurveyTables,
    options: ComparisonOptions,
  ): Promise<Looked | undefined> {
    const phase = await tables.open();
    return phase === 'queueing' ? undefined : this.#look(module, tables, options);
  }

  async #withhold(
    module: CrmModule,
    tables: SurveyTables,
    survey: SurveyResult | undefined,
  ): Promise<number> {
    const withheld = await this.brake.withhold(module, tables, survey?.inMemory ?? 0);
    if (withheld > 0) this.#logger.warn({ event: 'comparison.withheld', module, withheld });
    return withheld;
  }

  /** Everything that differed is queued; of a list that an earlier attempt began nobody knows the time. */
  async #noteProven(list: CrmList | undefined): Promise<void> {
    if (list?.asOfMs === undefined) return;
    await this.proven.compared(list.listed, list.asOfMs);
  }

  async #look(
    module: CrmModule,
    tables: SurveyTables,
    { depth, dryRun, onProgress }: ComparisonOptions,
  ): Promise<Looked> {
    const list = await this.survey.list(module, tables, depth, {
      onProgress: (done) => {
        onProgress({ phase: 'listing', done });
      },
      isStaged: !dryRun,
    });
    await this.proofs.noteFailures(module, list.refused);
    await tables.enter('comparing');
    const result = await this.survey.compare(module, tables, {
      sampleSize: 0,
      depth,
      onProgress: (done, of) => {
        onProgress({ phase: 'comparing', done, of });
      },
    });
    const { inCrm, inMemory, counts } = result;
    const differences = (await tables.differing.size()) - counts.rendering;
    await this.proofs.note(module, { inCrm, inMemory, differences });
    return { survey: result, list };
  }
}

import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { Settings } from '../../config/settings.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { withoutOldRenderings } from './difference-queue.js';
import { type SyncProgress } from '../sync-progress.js';
import { ProofStore } from './proof-store.js';
import { differenceFrom } from './survey/sighting.js';
import { type SurveyTables } from './survey/survey-tables.js';
import { type RefusedList } from './survey/crm-listing.js';
import { type Depth } from './survey/depth.js';
import { Survey } from './survey/survey.js';
import { type SurveyResult } from './survey/tally.js';
import { recordsAtOnce, Truth, type Untruth } from './truth.js';

/** Beyond this many, differences are counted and not looked at again. */
const mostSecondLooks = 1000;
const mostShown = 100;
const unsettledLooks = 3;

export interface VerificationOptions {
  /** How many records, picked at random, are read from the CRM and searched for in memory. */
  readonly sample: number;
  readonly depth: Depth;
  readonly onProgress: (progress: SyncProgress) => void;
}

export interface Verified {
  readonly survey: SurveyResult;
  /** Records whose content was compared. */
  readonly sampled: number;
  readonly differences: number;
  /** The first of them. */
  readonly shown: readonly Untruth[];
  /** Records that would read otherwise now, because fields, labels or the renderer have changed: no differences. */
  readonly oldRenderings: number;
  /** Parts of the module that the CRM doesn't show: nothing is proven of them. */
  readonly refused: readonly RefusedList[];
}

/**
 * Proves that memory equals the CRM, or shows where it doesn't: all records by (id, Modified_Time) and by what the CRM's
 * lists show of them, and some, picked at random, by all that the CRM has. What changes meanwhile is no difference: each
 * one found is looked at again in the CRM itself.
 */
@Injectable()
export class ModuleVerification {
  constructor(
    private readonly survey: Survey,
    private readonly truth: Truth,
    private readonly proofs: ProofStore,
    private readonly memory: MemorySink,
    private readonly settings: Settings,
  ) {}

  /** @throws AppError of Zoho or of the memory: then nothing is proven */
  async run(
    module: CrmModule,
    tables: SurveyTables,
    { sample, depth, onProgress }: VerificationOptions,
  ): Promise<Verified> {
    await tables.clear();
    await tables.open();
    try {
      const { refused } = await this.survey.list(module, tables, depth, {
        onProgress: (done) => {
          onProgress({ phase: 'listing', done });
        },
      });
      const survey = await this.survey.compare(module, tables, {
        sampleSize: sample,
        depth,
        onProgress: (done, of) => {
          onProgress({ phase: 'comparing', done, of });
        },
      });
      const bySize = await this.#differing(module, tables);
      const byContent = await this.#untruths(
        module,
        survey.sample.map((id) => ({ module, id })),
      );
      const found = distinct([...bySize.untruths, ...byContent, ...(await this.#strays(module))]);
      const shown = found.filter(({ what }) => what !== 'rendering');
      const oldRenderings = Math.max(survey.counts.rendering, found.length - shown.length);
      const differences = shown.length + bySize.unlooked;
      const { inCrm, inMemory } = survey;
      await this.proofs.note(module, { inCrm, inMemory, differences });
      const sampled = survey.sample.length;
      return {
        survey,
        sampled,
        differences,
        shown: shown.slice(0, mostShown),
        oldRenderings,
        refused,
      };
    } finally {
      await tables.clear();
    }
  }

  /** They are of no module: told where the first module is verified. */
  async #strays(module: CrmModule): Promise<readonly Untruth[]> {
    const { index } = this.memory;
    if (index === undefined || module !== this.settings.queue.modules[0]) return [];
    const strays = await index.strays();
    if (strays === 0) return [];
    const about = { inCrmMs: undefined, inMemoryMs: undefined, reason: `${strays} strays` };
    return [{ key: 'index', what: 'index', ...about }];
  }

  async #differing(
    module: CrmModule,
    tables: SurveyTables,
  ): Promise<{ readonly untruths: readonly Untruth[]; readonly unlooked: number }> {
    const refs: RecordRef[] = [];
    let unlooked = 0;
    for await (const rows of tables.differing.pages()) {
      for (const [id, text] of withoutOldRenderings(rows)) {
        const found = differenceFrom(text);
        const api = found?.listed?.api;
        // Nothing is known yet of what wasn't read.
        const mustLook = found?.difference === 'unread';
        if (!mustLook && refs.length >= mostSecondLooks) unlooked += 1;
        else refs.push(api === undefined ? { module, id } : { module, id, api });
      }
    }
    return { untruths: await this.#untruths(module, refs), unlooked };
  }

  /** What a sync that is under way changes is settled by the next look. */
  async #untruths(module: CrmModule, refs: readonly RecordRef[]): Promise<readonly Untruth[]> {
    let untruths: readonly Untruth[] = [];
    let open = refs;
    for (let look = 0; look < unsettledLooks && open.length > 0; look += 1) {
      untruths = await this.#look(module, open);
      const keys = new Set(untruths.map(({ key }) => key));
      open = open.filter(({ id }) => keys.has(`${module}/${id}`));
    }
    return untruths;
  }

  async #look(module: CrmModule, refs: readonly RecordRef[]): Promise<readonly Untruth[]> {
    const untruths: Untruth[] = [];
    for (let from = 0; from < refs.length; from += recordsAtOnce) {
      untruths.push(...(await this.truth.untruths(module, refs.slice(from, from + recordsAtOnce))));
    }
    return untruths;
  }
}

function distinct(untruths: readonly Untruth[]): readonly Untruth[] {
  return [...new Map(untruths.map((untruth) => [untruth.key, untruth])).values()];
}

import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { ProofStore } from './proof-store.js';
import { differenceFrom } from './survey/sighting.js';
import { type SurveyTables } from './survey/survey-tables.js';
import { type RefusedList, Survey, type SurveyResult } from './survey/survey.js';
import { recordsAtOnce, Truth, type Untruth } from './truth.js';

/** Beyond this many, differences are counted and not looked at again. */
const mostSecondLooks = 1000;
const mostShown = 100;
const unsettledLooks = 3;

export interface Verified {
  readonly survey: SurveyResult;
  /** Records whose content was compared. */
  readonly sampled: number;
  readonly differences: number;
  /** The first of them. */
  readonly shown: readonly Untruth[];
  /** Parts of the module that the CRM doesn't show: nothing is proven of them. */
  readonly refused: readonly RefusedList[];
}

/**
 * Proves that memory equals the CRM, or shows where it doesn't: all records by (id, Modified_Time), and some, picked at
 * random, by content. What changes meanwhile is no difference: each one found is looked at again in the CRM itself.
 */
@Injectable()
export class ModuleVerification {
  constructor(
    private readonly survey: Survey,
    private readonly truth: Truth,
    private readonly proofs: ProofStore,
  ) {}

  /** @throws AppError of Zoho or of the memory: then nothing is proven */
  async run(
    module: CrmModule,
    tables: SurveyTables,
    options: { readonly sample: number; readonly onProgress: (records: number) => void },
  ): Promise<Verified> {
    await tables.clear();
    await tables.open();
    try {
      const { refused } = await this.survey.listCrm(module, tables, options.onProgress);
      const survey = await this.survey.compare(module, tables, options.sample);
      const bySize = await this.#differing(module, tables);
      const byContent = await this.#untruths(
        module,
        survey.sample.map((id) => ({ module, id })),
      );
      const shown = distinct([...bySize.untruths, ...byContent]);
      const differences = shown.length + bySize.unlooked;
      const { inCrm, inMemory } = survey;
      await this.proofs.note(module, { inCrm, inMemory, differences });
      const sampled = survey.sample.length;
      return { survey, sampled, differences, shown: shown.slice(0, mostShown), refused };
    } finally {
      await tables.clear();
    }
  }

  async #differing(
    module: CrmModule,
    tables: SurveyTables,
  ): Promise<{ readonly untruths: readonly Untruth[]; readonly unlooked: number }> {
    const refs: RecordRef[] = [];
    let unlooked = 0;
    for await (const rows of tables.differing.pages()) {
      for (const [id, text] of rows) {
        const api = differenceFrom(text)?.listed?.api;
        if (refs.length >= mostSecondLooks) unlooked += 1;
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

import { Injectable } from '@nestjs/common';

import { believableDeletions } from '../../crm/believable-deletions.js';
import { Settings } from '../../config/settings.js';
import { type CrmModule } from '../../crm/modules.js';
import { childSummaryFrom } from '../../documents/render/child-summary.js';
import { Ledger } from '../../ledger/ledger.js';
import { DeletedRecords } from '../sweep/deleted-records.js';
import { differenceFrom } from './survey/sighting.js';
import { type SurveyTables } from './survey/survey-tables.js';

/**
 * Keeps a lost permission from passing for deletions: a role that was narrowed makes records vanish from lists, and
 * single reads say of them, too, that there are none.
 */
@Injectable()
export class OrphanBrake {
  constructor(
    private readonly deletions: DeletedRecords,
    private readonly settings: Settings,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Takes records that vanished from the CRM off the table where their number isn't believable, unless the CRM lists
   * them as deleted. Returns how many. @throws AppError of Zoho where it has no such list to show
   */
  async withhold(module: CrmModule, tables: SurveyTables, remembered: number): Promise<number> {
    const orphans = await orphansIn(tables);
    const limit = believableDeletions(remembered);
    if (orphans.size <= limit) return 0;
    await this.#passOver(module, orphans);
    if (orphans.size <= limit) return 0;
    for (const api of this.settings.queue.synced.apisOf(module)) {
      for (const id of (await this.deletions.since(api, undefined)).ids) orphans.delete(id);
    }
    if (orphans.size <= limit) return 0;
    await tables.differing.remove([...orphans]);
    return orphans.size;
  }

  /** Those of a part of the module that is synced no more: nobody asked the CRM for them. */
  async #passOver(module: CrmModule, orphans: Set<string>): Promise<void> {
    const { synced } = this.settings.queue;
    if (synced.isWhole(module)) return;
    const ids = [...orphans];
    for (let from = 0; from < ids.length; from += entriesAtOnce) {
      const some = ids.slice(from, from + entriesAtOnce);
      const entries = await this.ledger.entriesOf(module, some);
      some.forEach((id, at) => {
        const api = childSummaryFrom(entries[at]?.summary)?.api;
        if (api !== undefined && !synced.has({ module, api })) orphans.delete(id);
      });
    }
  }
}

const entriesAtOnce = 500;

async function orphansIn(tables: SurveyTables): Promise<Set<string>> {
  const orphans = new Set<string>();
  for await (const rows of tables.differing.pages()) {
    for (const [id, text] of rows) {
      if (differenceFrom(text)?.difference === 'orphan') orphans.add(id);
    }
  }
  return orphans;
}

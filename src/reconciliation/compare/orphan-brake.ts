import { Injectable } from '@nestjs/common';

import { believableDeletions } from '../../crm/believable-deletions.js';
import { Settings } from '../../config/settings.js';
import { type CrmModule } from '../../crm/modules.js';
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
  ) {}

  /**
   * Takes records that vanished from the CRM off the table where their number isn't believable, unless the CRM lists
   * them as deleted. Returns how many. @throws AppError of Zoho where it has no such list to show
   */
  async withhold(module: CrmModule, tables: SurveyTables, remembered: number): Promise<number> {
    const orphans = await orphansIn(tables);
    const limit = believableDeletions(remembered);
    if (orphans.size <= limit) return 0;
    for (const api of this.settings.queue.synced.apisOf(module)) {
      for (const id of (await this.deletions.since(api, undefined)).ids) orphans.delete(id);
    }
    if (orphans.size <= limit) return 0;
    await tables.differing.remove([...orphans]);
    return orphans.size;
  }
}

async function orphansIn(tables: SurveyTables): Promise<Set<string>> {
  const orphans = new Set<string>();
  for await (const rows of tables.differing.pages()) {
    for (const [id, text] of rows) {
      if (differenceFrom(text)?.difference === 'orphan') orphans.add(id);
    }
  }
  return orphans;
}

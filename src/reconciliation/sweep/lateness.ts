import { Injectable } from '@nestjs/common';

import { type ApiModule, crmModuleOf } from '../../crm/modules.js';
import { Ledger } from '../../ledger/ledger.js';
import { Freshness } from '../../queue/progress/freshness.js';
import { type ListedRecord } from '../../zoho/records/list-pages.js';

/** Tells of changes that nobody told of, so that the lag shows them from when they were made. */
@Injectable()
export class Lateness {
  constructor(
    private readonly ledger: Ledger,
    private readonly freshness: Freshness,
  ) {}

  /** Notes those of the records of which memory has an older version or none; before they are queued. */
  async note(api: ApiModule, records: readonly ListedRecord[]): Promise<void> {
    const module = crmModuleOf(api);
    const ids = records.map(({ id }) => id);
    const entries = await this.ledger.entriesOf(module, ids);
    const late = records.filter(
      ({ modifiedAtMs }, index) => (entries[index]?.version ?? 0) < modifiedAtMs,
    );
    await this.freshness.noteChanged(
      late.map(({ id, modifiedAtMs }) => ({
        ref: { module, id, api },
        changedAtMs: modifiedAtMs,
      })),
    );
  }
}

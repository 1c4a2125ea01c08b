import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { recordKey } from '../../crm/record-ref.js';
import { Ledger } from '../../ledger/ledger.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { SweepQueue } from '../sweep/sweep-queue.js';

/** Has every record written anew of which memory doesn't hold what the ledger says. The CRM isn't asked for a list. */
@Injectable()
export class MemoryRefill {
  constructor(
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
    private readonly queue: SweepQueue,
  ) {}

  /** How many records of the module were queued. @throws AppError of the memory, or the error of Redis */
  async run(module: CrmModule): Promise<number> {
    let records = 0;
    for await (const ids of this.ledger.idsOf(module)) {
      const lost = await this.#lostOf(module, ids);
      for (const id of lost) await this.ledger.distrust({ module, id });
      await this.queue.put(lost.map((id) => ({ module, id })));
      records += lost.length;
    }
    return records;
  }

  /** Those of which memory doesn't hold what the ledger says. */
  async #lostOf(module: CrmModule, ids: readonly string[]): Promise<readonly string[]> {
    const entries = await this.ledger.entriesOf(module, ids);
    const held = await Promise.all(ids.map((id) => this.memory.get(recordKey({ module, id }))));
    return ids.filter((_id, at) => held[at]?.contentHash !== entries[at]?.contentHash);
  }
}

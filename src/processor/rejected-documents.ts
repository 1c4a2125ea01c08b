import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { type RecordKey, refFromKey } from '../crm/record-ref.js';
import { type AppError } from '../kernel/app-error.js';
import { Ledger } from '../ledger/ledger.js';
import { MemorySink } from '../memory/memory-sink.js';
import { DeadLetterStore } from '../queue/dead-letters/dead-letter-store.js';

/** Documents that memory took and later found unusable become dead letters like any other, though their job is done. */
@Injectable()
export class RejectedDocuments implements OnApplicationBootstrap {
  constructor(
    private readonly memory: MemorySink,
    private readonly ledger: Ledger,
    private readonly deadLetters: DeadLetterStore,
  ) {}

  /** Has the memory take up what earlier processes left undone. */
  onApplicationBootstrap(): void {
    this.memory.start?.((key, error) => this.#keep(key, error));
  }

  /** The ledger no longer says that memory has this content: a replay, or the next change, writes it again. */
  async #keep(key: RecordKey, error: AppError): Promise<void> {
    const ref = refFromKey(key);
    if (ref === undefined) return;
    await this.deadLetters.add(ref, error, 1);
    const entry = await this.ledger.get(ref);
    if (entry !== undefined) await this.ledger.put(ref, { ...entry, contentHash: '' }, entry);
  }
}

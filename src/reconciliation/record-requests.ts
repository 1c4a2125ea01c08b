import { Injectable, Logger } from '@nestjs/common';

import { recordKey, type RecordRef } from '../crm/record-ref.js';
import { appErrorFrom } from '../kernel/app-error.js';
import { sha256 } from '../kernel/signing.js';
import { Ledger } from '../ledger/ledger.js';
import { Tombstones } from '../ledger/tombstones.js';
import { MemorySink } from '../memory/memory-sink.js';
import { StagedRecords } from '../queue/progress/staged-records.js';
import { RecordQueues } from '../queue/record-queues.js';

/** Records that a person asks for by name: memory itself is asked what it holds, whatever the ledger says. */
@Injectable()
export class RecordRequests {
  readonly #logger = new Logger(RecordRequests.name);

  constructor(
    private readonly queues: RecordQueues,
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
    private readonly tombstones: Tombstones,
    private readonly staged: StagedRecords,
  ) {}

  /**
   * Queues a record, also one that was erased: it may come back. Its document is written anew where memory doesn't hold
   * what was written last. @throws AppError
   */
  async sync(ref: RecordRef): Promise<{ readonly wasErased: boolean }> {
    const wasErased = await this.tombstones.lift(ref);
    if (!(await this.#holdsWhatWasWritten(ref))) await this.ledger.distrust(ref);
    await this.staged.spend(ref.module, [ref.id]);
    await this.queues.enqueue([{ ref, importance: 'live', delayMs: 0 }]);
    return { wasErased };
  }

  async #holdsWhatWasWritten(ref: RecordRef): Promise<boolean> {
    try {
      const [held, entry] = await Promise.all([
        this.memory.get(recordKey(ref)),
        this.ledger.get(ref),
      ]);
      if (held === undefined || entry === undefined)
        return held === undefined && entry === undefined;
      const { version, contentHash } = entry;
      return held.version === version && sha256(held.body).toString('hex') === contentHash;
    } catch (error) {
      const { code, message } = appErrorFrom(error);
      this.#logger.warn({ event: 'memory.not_asked', code, reason: message });
      return true;
    }
  }
}

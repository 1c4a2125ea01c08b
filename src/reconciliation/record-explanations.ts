import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../crm/modules.js';
import { recordKey } from '../crm/record-ref.js';
import { Ledger } from '../ledger/ledger.js';
import { MemorySink } from '../memory/memory-sink.js';
import { RecordProgress } from '../queue/record-progress.js';

/** What is known of a record: in memory, on its way, and what went wrong. Times are ISO 8601. */
export interface RecordExplanation {
  readonly key: string;
  readonly inMemory: boolean;
  /** `Modified_Time` of what memory holds. */
  readonly version: string | null;
  readonly writtenAt: string | null;
  readonly parent: string | null;
  /** What the record's job is doing: `delayed`, `prioritized`, `active`. */
  readonly pending: string | null;
  /** Since when a change of it has been waiting to be written. */
  readonly behindSince: string | null;
  readonly lastError: string | null;
  readonly document: string | null;
}

/** Explains single records to who operates the service. */
@Injectable()
export class RecordExplanations {
  constructor(
    private readonly memory: MemorySink,
    private readonly ledger: Ledger,
    private readonly progress: RecordProgress,
  ) {}

  /** @throws AppError `memory.*`, or the error of Redis */
  async of(module: CrmModule, id: string): Promise<RecordExplanation> {
    const ref = { module, id };
    const [document, entry, { job, behindSinceMs, deadLetter }] = await Promise.all([
      this.memory.get(recordKey(ref)),
      this.ledger.get(ref),
      this.progress.of(ref),
    ]);
    return {
      key: recordKey(ref),
      inMemory: document !== undefined,
      version: timeText(document?.version),
      writtenAt: timeText(document?.storedAtMs),
      parent: entry?.parent === undefined ? null : recordKey(entry.parent),
      pending: job ?? null,
      behindSince: timeText(behindSinceMs),
      lastError: deadLetter === undefined ? null : `${deadLetter.code}: ${deadLetter.message}`,
      document: document?.body ?? null,
    };
  }
}

function timeText(epochMs: number | undefined): string | null {
  return epochMs === undefined || epochMs === 0 ? null : new Date(epochMs).toISOString();
}

import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { recordKey, type RecordRef } from '../../crm/record-ref.js';
import { knownTime } from '../../kernel/iso-time.js';
import { Conversions } from '../../ledger/conversions.js';
import { Ledger } from '../../ledger/ledger.js';
import { type StoredDocument } from '../../memory/memory-document.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { type LastSync } from '../../queue/progress/freshness.js';
import { RecordProgress, type RecordStanding } from '../../queue/progress/record-progress.js';
import { type LiveRecord, LiveRecords } from './live-record.js';
import { isEqual, recordAnswer } from './record-answer.js';

/** What is known of a record: in memory, on its way, and what went wrong. Times are ISO 8601. */
export interface RecordExplanation {
  readonly key: string;
  /** One or two sentences for whoever asked. */
  readonly answer: string;
  readonly inMemory: boolean;
  /** `Modified_Time` of what memory holds. */
  readonly version: string | null;
  /** When the change was received that memory was brought to last, or, while one is pending, that one. */
  readonly receivedAt: string | null;
  /** The request that told of it, for the logs. */
  readonly requestId: string | null;
  readonly writtenAt: string | null;
  /** When a delivery of it was last worked off, and what there was to do: `written`, `unchanged`, … */
  readonly syncedAt: string | null;
  readonly outcome: string | null;
  readonly parent: string | null;
  /** The records that a lead was converted into; null for one that wasn't, and for other records. */
  readonly convertedInto: readonly string[] | null;
  /** What the record's job is doing: `delayed`, `prioritized`, `active`. */
  readonly pending: string | null;
  /** That failed, of the pending job or of the one that was given up. */
  readonly attempts: number;
  /** Since when a change of it has been waiting to be written. */
  readonly behindSince: string | null;
  readonly lastError: string | null;
  /** What the CRM has now; null where it wasn't asked. */
  readonly live: LiveAnswer | null;
  readonly document: string | null;
}

interface LiveAnswer {
  readonly status: LiveRecord['status'];
  /** `Modified_Time` in the CRM. */
  readonly version: string | null;
  /** Whether memory holds exactly that; null where it isn't known. */
  readonly equal: boolean | null;
  readonly reason: string | null;
}

/** Explains single records to who operates the service. */
@Injectable()
export class RecordExplanations {
  constructor(
    private readonly memory: MemorySink,
    private readonly ledger: Ledger,
    private readonly progress: RecordProgress,
    private readonly liveRecords: LiveRecords,
    private readonly conversions: Conversions,
  ) {}

  /** `live`: the CRM is asked too. @throws AppError `memory.*`, or the error of Redis */
  async of(module: CrmModule, id: string, { live = false } = {}): Promise<RecordExplanation> {
    const ref = { module, id };
    // First: what changes meanwhile must be seen as pending, not as a memory that is wrong.
    const there = live ? await this.liveRecords.of(ref) : undefined;
    const [document, entry, progress, convertedInto] = await Promise.all([
      this.memory.get(recordKey(ref)),
      this.ledger.get(ref),
      this.progress.of(ref),
      this.#convertedInto(ref),
    ]);
    const facts = {
      ...{ ref, document, progress, convertedInto, live: there },
      nowMs: progress.lookedAtMs,
    };
    return {
      key: recordKey(ref),
      answer: recordAnswer(facts),
      ...heldIn(document),
      parent: entry?.parent === undefined ? null : recordKey(entry.parent),
      convertedInto,
      ...progressIn(progress),
      live: there === undefined ? null : liveAnswer(there, isEqual(facts)),
      document: document?.body ?? null,
    };
  }

  async #convertedInto(ref: Pick<RecordRef, 'module' | 'id'>): Promise<readonly string[] | null> {
    if (ref.module !== 'Leads') return null;
    return (await this.conversions.of(ref))?.map(recordKey) ?? null;
  }
}

function heldIn(document: StoredDocument | undefined) {
  return {
    inMemory: document !== undefined,
    version: knownTime(document?.version),
    writtenAt: knownTime(document?.storedAtMs),
  };
}

function progressIn({ job, deadLetter, behindSinceMs, ...progress }: RecordStanding) {
  const failure = deadLetter && `${deadLetter.code}: ${deadLetter.message}`;
  const failed = job === undefined ? deadLetter?.attempts : progress.attempts;
  return {
    ...receivedIn({ job, ...progress }),
    ...syncIn(progress.lastSync),
    pending: job ?? null,
    attempts: failed ?? 0,
    behindSince: knownTime(behindSinceMs ?? deadLetter?.firstFailedAtMs),
    lastError: failure ?? progress.lastError ?? null,
  };
}

type Received = Pick<RecordStanding, 'job' | 'queuedAtMs' | 'requestId' | 'lastSync'>;

function receivedIn({ job, queuedAtMs, requestId, lastSync }: Received) {
  return job === undefined
    ? { receivedAt: knownTime(lastSync?.receivedAtMs), requestId: lastSync?.requestId ?? null }
    : { receivedAt: knownTime(queuedAtMs), requestId: requestId ?? null };
}

function syncIn(lastSync: LastSync | undefined) {
  return { syncedAt: knownTime(lastSync?.syncedAtMs), outcome: lastSync?.outcome ?? null };
}

function liveAnswer(live: LiveRecord, equal: boolean | undefined): LiveAnswer {
  return {
    status: live.status,
    version: live.status === 'present' ? knownTime(live.modifiedAtMs) : null,
    equal: equal ?? null,
    reason: live.status === 'unknown' ? live.reason : null,
  };
}

import { Injectable } from '@nestjs/common';

import { type CrmRecord } from '../crm/crm-record.js';
import { type Conversion } from '../crm/conversion.js';
import { type RecordRef } from '../crm/record-ref.js';
import { type LedgerEntry } from '../ledger/ledger-entry.js';
import { type Erased, outlives } from '../ledger/tombstones.js';
import { span } from '../observability/tracing.js';
import { Freshness } from '../queue/progress/freshness.js';
import { Composer } from '../documents/composer.js';
import { type Lease } from './job-lease.js';
import { type Loaded, RecordLoader } from './record-loader.js';
import { RecordMemory, type WriteResult } from './record-memory.js';
import { VanishedRecords } from './vanished/vanished-records.js';

/**
 * - `written`: memory took the record's present document. `unchanged`: it had it already.
 * - `stale`: memory has a newer version than the CRM just showed; nothing was written.
 * - `ignored_older`: nothing changed, because what a delivery carried is older than what is known.
 * - `withheld`: the CRM doesn't show the record, but it isn't believable that it was deleted; its document stays.
 * - `erased`: a person had it erased; memory holds nothing of it, whatever the CRM has.
 * - `removed`: the CRM says the record is gone, and so is its document. `absent`: both were gone already.
 */
export type SyncOutcome =
  WriteResult | 'ignored_older' | 'withheld' | 'erased' | 'removed' | 'absent';

/** What is known of a look at a record before it is made. */
export interface Look {
  /** Counts from 1. */
  readonly attempt: number;
  /** Whether the CRM told that the record was deleted. */
  readonly isToldDeleted: boolean;
  /** Whether something that just happened asks for it: what was listed before isn't looked at. */
  readonly isAnew?: boolean;
}

/** Brings memory to the present state of one record. It never sees a batch, a queue, or what the change was. */
@Injectable()
export class RecordSync {
  constructor(
    private readonly loader: RecordLoader,
    private readonly composer: Composer,
    private readonly memory: RecordMemory,
    private readonly freshness: Freshness,
    private readonly vanished: VanishedRecords,
  ) {}

  /** Safe to repeat at any point. @throws AppError saying whether and when to try again */
  async sync(ref: RecordRef, lease: Lease, look: Look): Promise<SyncOutcome> {
    const changedAtMs = await this.freshness.begin(ref);
    const isAnew = look.isAnew === true || changedAtMs !== undefined;
    const outcome = await this.#sync(ref, lease, { ...look, isAnew });
    await this.freshness.end(ref, changedAtMs);
    return outcome;
  }

  async #sync(ref: RecordRef, lease: Lease, look: Look): Promise<SyncOutcome> {
    const known = await this.memory.known(ref);
    const erased = await this.memory.erased(ref, known);
    // The CRM needn't be asked for what must not be known.
    if (erased?.untilChanged === false) return this.#erase(ref, known, erased, lease);
    const loaded = await this.#load(ref, look);
    if (loaded.status === 'gone') {
      const { conversion } = loaded;
      return conversion === undefined || erased !== undefined
        ? this.#remove(ref, known, lease, look)
        : this.#removeConverted(conversion, known, lease);
    }
    if (erased !== undefined) {
      if (!outlives(erased, loaded.record.modifiedAtMs)) {
        return this.#erase(ref, known, erased, lease);
      }
      await this.memory.comeBack(ref);
    }
    const result = await this.#write(ref, loaded.record, known, lease);
    return result === 'unchanged' && loaded.isLatestIgnored === true ? 'ignored_older' : result;
  }

  async #load(ref: RecordRef, { attempt, isToldDeleted, isAnew = false }: Look): Promise<Loaded> {
    const mayBeListed = attempt === 1 && !isToldDeleted && !isAnew;
    const listed = mayBeListed ? await this.loader.listed(ref) : undefined;
    return listed ?? span('fetch', {}, () => this.loader.load(ref, attempt));
  }

  async #write(
    ref: RecordRef,
    record: CrmRecord,
    known: LedgerEntry | undefined,
    lease: Lease,
  ): Promise<WriteResult> {
    const composed = await span('render', {}, () => this.composer.compose(record));
    const result = await this.memory.write(ref, composed, known, lease);
    if (known?.vanishedSinceMs !== undefined) await this.vanished.cameBack(ref);
    return result;
  }

  async #remove(
    ref: RecordRef,
    known: LedgerEntry | undefined,
    lease: Lease,
    { isToldDeleted }: Look,
  ): Promise<SyncOutcome> {
    const mayGo = await this.vanished.mayGo({ ref, known, isToldDeleted });
    if (!mayGo) return 'withheld';
    return (await this.memory.remove(ref, known, lease)) ? 'removed' : 'absent';
  }

  async #removeConverted(
    conversion: Conversion,
    known: LedgerEntry | undefined,
    lease: Lease,
  ): Promise<SyncOutcome> {
    // Nobody has to be asked whether it is believable.
    await this.vanished.mayGo({ ref: conversion.lead, known, isToldDeleted: true });
    const existed = await this.memory.removeConverted(conversion, known, lease);
    return existed ? 'removed' : 'absent';
  }

  async #erase(
    ref: RecordRef,
    known: LedgerEntry | undefined,
    erased: Erased,
    lease: Lease,
  ): Promise<'erased'> {
    await this.memory.erase(ref, known, erased, lease);
    return 'erased';
  }
}

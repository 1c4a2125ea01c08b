import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../crm/modules.js';
import { recordKey, type RecordRef } from '../crm/record-ref.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { type LedgerEntry, ledgerEntryFrom, ledgerTextFrom, refFromKey } from './ledger-entry.js';

export interface LedgerChild {
  readonly ref: RecordRef;
  readonly entry: LedgerEntry;
}

/**
 * Remembers per record what memory holds, and which records hang on which. Written after the memory's own commit, so
 * it may lag behind memory by a crash, never run ahead of it. Losing it costs writing everything once more.
 */
@Injectable()
export class Ledger {
  constructor(private readonly redis: RedisConnections) {}

  async get(ref: RecordRef): Promise<LedgerEntry | undefined> {
    return ledgerEntryFrom(await this.redis.patient.hget(this.#entriesKey(ref.module), ref.id));
  }

  /**
   * Notes what memory holds now. `previous` is the entry it replaces: its parent loses the record if it changed. The
   * entry itself comes last: where only a part gets through, the record is synced once more.
   */
  async put(ref: RecordRef, entry: LedgerEntry, previous: LedgerEntry | undefined): Promise<void> {
    const { patient } = this.redis;
    const left = previous?.parent;
    const moved = !sameRecord(left, entry.parent);
    await Promise.all([
      moved && left !== undefined && patient.srem(this.#childrenKey(left), recordKey(ref)),
      moved && entry.parent && patient.sadd(this.#childrenKey(entry.parent), recordKey(ref)),
      patient.hset(this.#entriesKey(ref.module), ref.id, ledgerTextFrom(entry)),
    ]);
  }

  /** Notes that memory holds nothing of the record any more. */
  async forget(ref: RecordRef, previous: LedgerEntry | undefined): Promise<void> {
    const { patient } = this.redis;
    const left = previous?.parent;
    await Promise.all([
      left !== undefined && patient.srem(this.#childrenKey(left), recordKey(ref)),
      patient.hdel(this.#entriesKey(ref.module), ref.id),
    ]);
  }

  /** The records that hang directly on this one, in no particular order. */
  async childrenOf(parent: RecordRef): Promise<readonly LedgerChild[]> {
    const keys = await this.redis.patient.smembers(this.#childrenKey(parent));
    const children = await Promise.all(
      keys.map(async (key) => {
        const ref = refFromKey(key);
        const entry = ref === undefined ? undefined : await this.get(ref);
        return ref === undefined || entry === undefined ? undefined : { ref, entry };
      }),
    );
    return children.filter((child) => child !== undefined);
  }

  /** How many records of a module memory holds, as far as the ledger knows. */
  async count(module: CrmModule): Promise<number> {
    return this.redis.patient.hlen(this.#entriesKey(module));
  }

  #entriesKey(module: CrmModule): string {
    return this.redis.key('ledger', module);
  }

  #childrenKey(parent: RecordRef): string {
    return this.redis.key('children', parent.module, parent.id);
  }
}

export function sameRecord(left: RecordRef | undefined, right: RecordRef | undefined): boolean {
  return left?.module === right?.module && left?.id === right?.id;
}

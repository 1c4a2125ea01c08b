import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../crm/modules.js';
import { type RecordKey, recordKey, type RecordRef, refFromKey } from '../crm/record-ref.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { type LedgerEntry, ledgerEntryFrom, ledgerTextFrom } from './ledger-entry.js';

/** A record and what memory holds of it. */
export interface LedgerRecord {
  readonly ref: RecordRef;
  readonly entry: LedgerEntry;
}

const pageSize = 500;

const replaceScript = `if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) return 1`;

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

  /** One entry or undefined per id, in order. */
  async entriesOf(
    module: CrmModule,
    ids: readonly string[],
  ): Promise<readonly (LedgerEntry | undefined)[]> {
    if (ids.length === 0) return [];
    const texts = await this.redis.patient.hmget(this.#entriesKey(module), ...ids);
    return texts.map(ledgerEntryFrom);
  }

  /**
   * Makes the next sync of a record write its document whatever the entry says, because memory was found not to hold
   * it, or the entry to be wrong. What the entry says of other records stays, and they are made to know of it; one that
   * has changed meanwhile stays as it is.
   */
  async distrust(ref: RecordRef): Promise<void> {
    const key = this.#entriesKey(ref.module);
    const text = await this.redis.patient.hget(key, ref.id);
    const entry = ledgerEntryFrom(text);
    if (text === null || entry === undefined) return;
    const distrusted = ledgerTextFrom({ ...entry, version: 0, contentHash: '', factsHash: '' });
    const isKept = await this.redis.patient.eval(replaceScript, 1, key, ref.id, text, distrusted);
    // A write changes only what differs from the entry: what a set has lost is put back here.
    if (isKept === 1) await Promise.all(this.#relate(ref, undefined, entry));
  }

  /** As `distrust`, for every record of a module: memory is another one than the entries tell of. */
  async distrustAll(module: CrmModule): Promise<void> {
    for await (const ids of this.idsOf(module)) {
      await Promise.all(ids.map((id) => this.distrust({ module, id })));
    }
  }

  /** The ids of a module's records that memory holds, as far as the ledger knows, in pages; an id may come twice. */
  async *idsOf(module: CrmModule): AsyncGenerator<readonly string[], void, undefined> {
    let cursor = '0';
    do {
      const [next, flat] = await this.redis.patient.hscan(
        this.#entriesKey(module),
        cursor,
        'COUNT',
        pageSize,
      );
      yield flat.filter((_value, at) => at % 2 === 0);
      cursor = next;
    } while (cursor !== '0');
  }

  /**
   * Notes what memory holds now. `previous` is the entry it replaces: the records it hung on or named are told where
   * that has changed. The entry itself comes last: where only a part gets through, the record is synced once more.
   */
  async put(ref: RecordRef, entry: LedgerEntry, previous: LedgerEntry | undefined): Promise<void> {
    await Promise.all([
      ...this.#relate(ref, previous, entry),
      this.redis.patient.hset(this.#entriesKey(ref.module), ref.id, ledgerTextFrom(entry)),
    ]);
  }

  /** Notes that memory holds nothing of the record any more. */
  async forget(ref: RecordRef, previous: LedgerEntry | undefined): Promise<void> {
    await Promise.all([
      ...this.#relate(ref, previous, undefined),
      this.redis.patient.hdel(this.#entriesKey(ref.module), ref.id),
    ]);
  }

  /** The records that hang directly on this one, in no particular order. */
  async childrenOf(parent: RecordRef): Promise<readonly LedgerRecord[]> {
    const records = await this.#recordsIn(this.#childrenKey(parent));
    return records.filter(({ entry }) => sameRecord(entry.parent, parent));
  }

  /** The records whose documents name this one, in no particular order. */
  async mentionersOf(ref: RecordRef): Promise<readonly LedgerRecord[]> {
    const named = recordKey(ref);
    const records = await this.#recordsIn(this.#mentionersKey(named));
    return records.filter(({ entry }) => entry.mentions.some(({ key }) => key === named));
  }

  /** Whether the records that this one hangs on and names know of it. */
  async isLinked({ ref, entry }: LedgerRecord): Promise<boolean> {
    const key = recordKey(ref);
    const places = this.#placesOf(entry);
    const found = await Promise.all(
      places.map((place) => this.redis.patient.sismember(place, key)),
    );
    return found.every((each) => each === 1);
  }

  /** The changes of the sets that lead from a record to its children and to those that name it. */
  #relate(
    ref: RecordRef,
    previous: LedgerEntry | undefined,
    next: LedgerEntry | undefined,
  ): readonly Promise<unknown>[] {
    const { patient } = this.redis;
    const before = this.#placesOf(previous);
    const after = this.#placesOf(next);
    const key = recordKey(ref);
    return [
      ...before.filter((place) => !after.includes(place)).map((place) => patient.srem(place, key)),
      ...after.filter((place) => !before.includes(place)).map((place) => patient.sadd(place, key)),
    ];
  }

  /** The sets that an entry's record is in. */
  #placesOf(entry: LedgerEntry | undefined): readonly string[] {
    if (entry === undefined) return [];
    const mentions = entry.mentions.map(({ key }) => this.#mentionersKey(key));
    return entry.parent === undefined ? mentions : [this.#childrenKey(entry.parent), ...mentions];
  }

  async #recordsIn(set: string): Promise<readonly LedgerRecord[]> {
    const keys = await this.redis.patient.smembers(set);
    const records = await Promise.all(
      keys.map(async (key) => {
        const ref = refFromKey(key);
        const entry = ref === undefined ? undefined : await this.get(ref);
        return ref === undefined || entry === undefined ? undefined : { ref, entry };
      }),
    );
    return records.filter((record) => record !== undefined);
  }

  /** How many records of a module memory holds, as far as the ledger knows. */
  async count(module: CrmModule): Promise<number> {
    return this.redis.patient.hlen(this.#entriesKey(module));
  }

  #entriesKey(module: CrmModule): string {
    return this.redis.key('ledger', module);
  }

  #mentionersKey(key: RecordKey): string {
    return this.redis.key('mentioners', key);
  }

  #childrenKey(parent: RecordRef): string {
    return this.redis.key('children', parent.module, parent.id);
  }
}

export function sameRecord(left: RecordRef | undefined, right: RecordRef | undefined): boolean {
  return left?.module === right?.module && left?.id === right?.id;
}

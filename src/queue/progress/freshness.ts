import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { Clock } from '../../kernel/clock.js';
import { number, object, or, stored, text } from '../../kernel/shape.js';
import { Metrics } from '../../observability/metrics.js';
import { PerTurn } from '../../redis/per-turn.js';
import { RedisConnections } from '../../redis/redis-connections.js';

/** A record that changed, and when, epoch ms by the CRM's clock or, where that isn't known, by ours. */
export interface ChangedRecord {
  readonly ref: RecordRef;
  readonly changedAtMs: number;
}

/** The last run for a delivery, or the one that removed the record from memory. Times are epoch ms. */
export interface LastSync {
  /** When the change that it was for was queued: the first one of those that were gathered. */
  readonly receivedAtMs: number;
  readonly syncedAtMs: number;
  /** `written`, `unchanged`, `stale`, `ignored_older`, `withheld`, `removed`, `absent`. */
  readonly outcome: string;
  /** The request that told of it; null where none did: a sweep, or a command. */
  readonly requestId: string | null;
}

/** The run of a text in Redis; undefined for one that can't be read. */
const lastSyncFrom = stored(
  object<LastSync>({
    receivedAtMs: number,
    syncedAtMs: number,
    outcome: text,
    requestId: or(text, null),
  }),
);

/** What changes while a record is synced must not end with that sync: it waits in a set of its own. */
const beginScript = `local since = redis.call('ZSCORE', KEYS[1], ARGV[1])
if since then redis.call('ZREM', KEYS[1], ARGV[1]) redis.call('ZADD', KEYS[2], 'NX', since, ARGV[1]) end
return redis.call('ZSCORE', KEYS[2], ARGV[1])`;

/** As long as dead letters are kept. */
const syncKeptSeconds = 30 * 24 * 3600;

/** How far memory is behind the CRM: the records that are known to have changed and aren't written yet. */
@Injectable()
export class Freshness {
  readonly #notes = new PerTurn<readonly ChangedRecord[], undefined>((asks) =>
    this.#write(asks.flat()),
  );

  constructor(
    private readonly redis: RedisConnections,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
  ) {}

  /** Before the records are queued: afterwards they may be synced already. @throws the error of Redis */
  async noteChanged(records: readonly ChangedRecord[]): Promise<void> {
    await this.#notes.ask(records);
  }

  /** The record is about to be looked at. When its change was made, epoch ms; undefined where none is known. */
  async begin(ref: RecordRef): Promise<number | undefined> {
    const keys = [this.#waitingKey(ref.module), this.#syncingKey(ref.module)];
    const since = await this.redis.patient.eval(beginScript, 2, ...keys, ref.id);
    return since === null ? undefined : Number(since);
  }

  /** Memory holds what was there at `begin`; `changedAtMs` is what that returned. */
  async end(ref: RecordRef, changedAtMs: number | undefined): Promise<void> {
    await this.redis.patient.zrem(this.#syncingKey(ref.module), ref.id);
    if (changedAtMs === undefined) return;
    const lagSeconds = Math.max(0, this.clock.now() - changedAtMs) / 1000;
    this.metrics.changeLag.observe({ module: ref.module }, lagSeconds);
  }

  /** Keeps for a month what a sync of a record was for, and what came of it. */
  async noteSync(ref: Pick<RecordRef, 'module' | 'id'>, sync: LastSync): Promise<void> {
    const key = this.#syncedKey(ref);
    await this.redis.patient.set(key, JSON.stringify(sync), 'EX', syncKeptSeconds);
  }

  async lastSync(ref: Pick<RecordRef, 'module' | 'id'>): Promise<LastSync | undefined> {
    return lastSyncFrom(await this.redis.failFast.get(this.#syncedKey(ref)));
  }

  /** The same of several, in order. */
  async lastSyncs(
    refs: readonly Pick<RecordRef, 'module' | 'id'>[],
  ): Promise<readonly (LastSync | undefined)[]> {
    if (refs.length === 0) return [];
    const texts = await this.redis.failFast.mget(refs.map((ref) => this.#syncedKey(ref)));
    return texts.map(lastSyncFrom);
  }

  /** Nothing is kept of the record any more. True where the last sync was. */
  async erase(ref: RecordRef): Promise<boolean> {
    await this.forget(ref);
    return (await this.redis.patient.del(this.#syncedKey(ref))) > 0;
  }

  /** Nothing is awaited of the record any more. */
  async forget(ref: RecordRef): Promise<void> {
    await Promise.all(this.#keys(ref.module).map((key) => this.redis.patient.zrem(key, ref.id)));
  }

  /** Nothing is awaited of any record of the module any more. */
  async forgetAll(module: CrmModule): Promise<void> {
    await Promise.all(this.#keys(module).map((key) => this.redis.patient.del(key)));
  }

  /** Since when a record has been waiting for its change to be written, epoch ms; undefined where it doesn't. */
  async waitingSinceMs(ref: Pick<RecordRef, 'module' | 'id'>): Promise<number | undefined> {
    const scores = await Promise.all(
      this.#keys(ref.module).map((key) => this.redis.failFast.zscore(key, ref.id)),
    );
    const times = scores.filter((score) => score !== null).map(Number);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** The record of a module that has been waiting longest. */
  async oldest(module: CrmModule): Promise<ChangedRecord | undefined> {
    const firsts = await Promise.all(
      this.#keys(module).map((key) => this.redis.failFast.zrange(key, '0', '0', 'WITHSCORES')),
    );
    const [first] = firsts
      .map(([id = '', score]) => ({ ref: { module, id }, changedAtMs: Number(score) }))
      .filter(({ ref }) => ref.id !== '')
      .sort((one, other) => one.changedAtMs - other.changedAtMs);
    return first;
  }

  /** Sent at once, one command per module: what is queued in the same turn is sent after it. */
  async #write(records: readonly ChangedRecord[]): Promise<readonly []> {
    const scored = new Map<CrmModule, (string | number)[]>();
    for (const { ref, changedAtMs } of records) {
      const members = scored.get(ref.module) ?? [];
      members.push(changedAtMs, ref.id);
      scored.set(ref.module, members);
    }
    await Promise.all(
      [...scored].map(([module, members]) =>
        this.redis.failFast.zadd(this.#waitingKey(module), 'NX', ...members),
      ),
    );
    return [];
  }

  #keys(module: CrmModule): readonly string[] {
    return [this.#waitingKey(module), this.#syncingKey(module)];
  }

  #syncedKey({ module, id }: Pick<RecordRef, 'module' | 'id'>): string {
    return this.redis.key('synced', module, id);
  }

  #waitingKey(module: CrmModule): string {
    return this.redis.key('changed', module);
  }

  #syncingKey(module: CrmModule): string {
    return this.redis.key('syncing', module);
  }
}

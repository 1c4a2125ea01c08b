import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ChangeEvent } from '../crm/change-event.js';
import { isApiModule } from '../crm/modules.js';
import { type RecordRef } from '../crm/record-ref.js';
import { AppError, retryLater } from '../kernel/app-error.js';
import { Clock } from '../kernel/clock.js';
import { isJsonObject } from '../kernel/json.js';
import { flag, number, object, optional, or, passing, stored } from '../kernel/shape.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { mayBeReplayed, mergePayload, type StoredPayload, withinLimits } from './stored-payload.js';

/** A deleted record's data are kept as long as Zoho's recycle bin keeps the record, for a restoration without data. */
const deletedKeptForSeconds = 60 * 24 * 3600;

/** Sets a key only while it still holds what was read, so that two processes never overwrite each other's merge. */
const compareAndSet = `
local current = redis.call('GET', KEYS[1]) or ''
if current ~= ARGV[1] then return 0 end
if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end
return 1`;

const maxTries = 20;

/**
 * What deliveries have told of each record, in Redis: the source of truth where the CRM can't be asked. Lost Redis
 * data are lost records then.
 */
@Injectable()
export class PayloadStore {
  readonly #logger = new Logger('Payloads');

  constructor(
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** Merges changes in, in their order. Safe to repeat. @throws the error of Redis */
  async merge(changes: readonly ChangeEvent[]): Promise<void> {
    const records = new Map<string, ChangeEvent[]>();
    for (const change of changes) {
      const key = this.#key(change.ref);
      const ofRecord = records.get(key);
      if (ofRecord === undefined) records.set(key, [change]);
      else ofRecord.push(change);
    }
    await Promise.all([...records].map(([key, ofRecord]) => this.#mergeRecord(key, ofRecord)));
  }

  /** What is known of a record; undefined for one that no delivery told of. */
  async get(ref: RecordRef): Promise<(StoredPayload & Pick<RecordRef, 'api'>) | undefined> {
    return payloadFrom(await this.redis.patient.get(this.#key(ref)));
  }

  /** Forgets a record; true where something was known of it. @throws the error of Redis */
  async forget(ref: RecordRef): Promise<boolean> {
    return (await this.redis.patient.del(this.#key(ref))) > 0;
  }

  async #mergeRecord(key: string, changes: readonly ChangeEvent[]): Promise<void> {
    for (let attempt = 0; attempt < maxTries; attempt += 1) {
      const text = await this.redis.failFast.get(key);
      const known = payloadFrom(text);
      const { merged, ignored } = this.#mergeAll(known, changes);
      if (merged === undefined) {
        this.#tellIgnored(ignored);
        return;
      }
      const api = changes.find((change) => change.ref.api !== undefined)?.ref.api ?? known?.api;
      const next = JSON.stringify({ ...merged, ...(api === undefined ? {} : { api }) });
      const ttl = merged.deletedAtMs === undefined ? 0 : deletedKeptForSeconds;
      const set = await this.redis.failFast.eval(compareAndSet, 1, key, text ?? '', next, ttl);
      if (set !== 1) continue;
      this.#tellIgnored(ignored);
      return;
    }
    throw new AppError('payloads.contended', `Too many changes of ${key} at once; send it again.`, {
      retry: retryLater,
    });
  }

  #mergeAll(
    known: StoredPayload | undefined,
    changes: readonly ChangeEvent[],
  ): { readonly merged: StoredPayload | undefined; readonly ignored: readonly ChangeEvent[] } {
    const nowMs = this.clock.now();
    const rememberedForMs = this.settings.queue.eventTtlSeconds * 1000;
    const ignored: ChangeEvent[] = [];
    let merged = known;
    for (const change of changes) {
      if (!mayBeReplayed(change, rememberedForMs, nowMs))
        merged = mergePayload(merged, change, nowMs);
      else if (merged !== undefined) merged = { ...merged, ignoredAtMs: nowMs };
      if (merged?.ignoredAtMs !== undefined || merged === undefined) ignored.push(change);
    }
    return { merged: merged === undefined ? undefined : withinLimits(known, merged), ignored };
  }

  /** An older change that nobody tells of would look like one that was lost. */
  #tellIgnored(changes: readonly ChangeEvent[]): void {
    for (const { ref, kind } of changes) {
      const { module, id: recordId } = ref;
      this.#logger.log({ event: 'record.ignored_older', module, recordId, kind });
    }
  }

  #key(ref: RecordRef): string {
    return this.redis.key('payload', ref.module, ref.id);
  }
}

const payloadFrom = stored(
  object<StoredPayload & Pick<RecordRef, 'api'>>({
    fields: passing(isJsonObject),
    modifiedAtMs: or(number, 0),
    sentAtMs: or(number, 0),
    deletedAtMs: optional(number),
    isTooLarge: optional(flag),
    ignoredAtMs: optional(number),
    api: optional(passing(isApiModule)),
  }),
);

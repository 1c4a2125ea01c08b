import { Injectable } from '@nestjs/common';

import { type CrmModule, isCrmModule } from '../../crm/modules.js';
import { recordKey, type RecordRef } from '../../crm/record-ref.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { RedisTime } from '../../redis/redis-time.js';
import { logKeys } from './log-keys.js';

/** What of the log isn't routed yet: no queue has it. */
export interface UnroutedRecords {
  /** Records of its entries, per module; one that several entries name counts as often. */
  readonly byModule: ReadonlyMap<CrmModule, number>;
  /** When the oldest entry was taken, epoch ms by Redis' clock; undefined where there is none. */
  readonly oldestMs: number | undefined;
}

const nothing: UnroutedRecords = { byModule: new Map(), oldestMs: undefined };

/** How far the routers are behind the log. Every method throws the error of Redis. */
@Injectable()
export class LogStanding {
  constructor(
    private readonly redis: RedisConnections,
    private readonly time: RedisTime,
  ) {}

  async unrouted(): Promise<UnroutedRecords> {
    const [stream, modules] = logKeys(this.redis);
    const [oldest, counts] = await Promise.all([
      this.#oldest(stream),
      this.redis.failFast.hgetall(modules),
    ]);
    if (oldest === undefined) return nothing;
    const known = Object.entries(counts).map(([module, count]) => [module, Number(count)] as const);
    const byModule = new Map(
      known.filter((pair): pair is [CrmModule, number] => isCrmModule(pair[0]) && pair[1] > 0),
    );
    return { byModule, oldestMs: oldest };
  }

  /** For how long records of a module have been in the log and on no queue, ms at the very most; 0 where none is. */
  async unroutedMs(module: CrmModule): Promise<number> {
    const { byModule, oldestMs } = await this.unrouted();
    if (oldestMs === undefined || !byModule.has(module)) return 0;
    return Math.max(0, (await this.time.now()) - oldestMs);
  }

  /** When the oldest entry was taken, where an entry names the record: it waits for no longer. Else undefined. */
  async pendingSinceMs(ref: Pick<RecordRef, 'module' | 'id'>): Promise<number | undefined> {
    const [stream, , records] = logKeys(this.redis);
    const count = await this.redis.failFast.hget(records, recordKey(ref));
    return Number(count ?? 0) > 0 ? this.#oldest(stream) : undefined;
  }

  async #oldest(stream: string): Promise<number | undefined> {
    const [first] = await this.redis.failFast.xrange(stream, '-', '+', 'COUNT', 1);
    return first === undefined ? undefined : takenAtMs(first[0]);
  }
}

/** When an entry was taken, epoch ms by Redis' clock: the first part of its id. */
export function takenAtMs(entryId: string): number {
  return Number(entryId.split('-', 1)[0]);
}

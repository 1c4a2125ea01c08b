import { Injectable } from '@nestjs/common';

import { type CrmRecord } from '../../crm/crm-record.js';
import { isApiModule, isCrmModule, type CrmModule } from '../../crm/modules.js';
import { isRecordId, type RecordRef } from '../../crm/record-ref.js';
import { isJsonObject } from '../../kernel/json.js';
import { number, object, passing, stored } from '../../kernel/shape.js';
import { RedisConnections } from '../../redis/redis-connections.js';

/** A hash without anything staged says that staging is under way: only then is anything put, or noted as read. */
const begun = '';
/** What stands for a record that was read, or is to be read, from the CRM itself. */
const spent = '';

/** As long as nothing is put, and no longer than contents of records should lie about. */
const keptSeconds = 3600;

/** At some kilobytes each, what Redis can spare. */
const mostStaged = 20_000;

/** Puts what isn't there yet, and says which; nothing where staging isn't under way, or there is no room. */
const putScript = `if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
local put = {}
local room = tonumber(ARGV[1]) - redis.call('HLEN', KEYS[1])
for i = 3, #ARGV, 2 do
  if #put < room and redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) == 1 then put[#put + 1] = ARGV[i] end
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
return put`;

const takeScript = `local record = redis.call('HGET', KEYS[1], ARGV[1])
if record and record ~= '' then redis.call('HDEL', KEYS[1], ARGV[1]) end
return record`;

const spendScript = `if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
for i = 1, #ARGV do redis.call('HSET', KEYS[1], ARGV[i], '') end
return #ARGV`;

const recordFrom = stored(
  object<CrmRecord & { readonly modifiedAtMs: number }>({
    module: passing(isCrmModule),
    api: passing(isApiModule),
    id: passing(isRecordId),
    modifiedAtMs: number,
    fields: passing(isJsonObject),
  }),
);

/**
 * Records as a page of a list just showed them whole, for the workers to write without reading each again. Only for who
 * looks because of that page: once anything else tells of a record, or it was read from the CRM, what was staged of it
 * is never used again. An account's stays, since its document is written anew as its records arrive.
 */
@Injectable()
export class StagedRecords {
  constructor(private readonly redis: RedisConnections) {}

  /** Before the first page is asked for: what is read from the CRM from now on is newer than any page. */
  async begin(module: CrmModule): Promise<void> {
    const key = this.#key(module);
    await this.redis.patient.multi().hset(key, begun, spent).expire(key, keptSeconds).exec();
  }

  /** The ids of those that were put: not what was read from the CRM since the beginning. */
  async put(module: CrmModule, records: readonly CrmRecord[]): Promise<readonly string[]> {
    if (records.length === 0) return [];
    const values = records.flatMap((record) => [record.id, JSON.stringify(record)]);
    const limits = [mostStaged, keptSeconds];
    const put = await this.redis.patient.eval(
      putScript,
      1,
      this.#key(module),
      ...limits,
      ...values,
    );
    return put as readonly string[];
  }

  /** Once; an account's, as often as it is asked for. Undefined where nothing usable is staged. */
  async take({ module, id }: Pick<RecordRef, 'module' | 'id'>): Promise<CrmRecord | undefined> {
    const key = this.#key(module);
    const text =
      module === 'Accounts'
        ? await this.redis.patient.hget(key, id)
        : await this.redis.patient.eval(takeScript, 1, key, id);
    return recordFrom(text as string | null);
  }

  /** They were read from the CRM, or will be: what pages showed of them is old. */
  async spend(module: CrmModule, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.redis.patient.eval(spendScript, 1, this.#key(module), ...ids);
  }

  /** Nothing of the module is staged any more. */
  async end(module: CrmModule): Promise<void> {
    await this.redis.patient.del(this.#key(module));
  }

  #key(module: CrmModule): string {
    return this.redis.key('staged', module);
  }
}

import { type CrmModule } from '../../crm/modules.js';
import { type RedisConnections } from '../../redis/redis-connections.js';
import { queueNameOf } from '../record-job.js';

/** A job that a request joined. */
export interface JoinedJob {
  readonly recordId: string;
  readonly jobId: string;
}

/**
 * A job lives in its hash, in one set of its state, and under its record's deduplication key (BullMQ 6). Where the key
 * names one that isn't whole or stands in no set, nothing would ever run it, and everything would join it: what is left of
 * it goes, so that the record can be queued anew. A job under way in another place stays: the key names another then. What
 * is of another type than it should be is as good as lost.
 */
const clearScript = `
local cleared = {}
local function read(...)
  local found = redis.pcall(...)
  return not (type(found) == 'table' and found.err) and found
end
local prefix = ARGV[1]
for i = 2, #ARGV, 2 do
  local record, id = ARGV[i], ARGV[i + 1]
  local named = prefix .. 'de:' .. record
  local job = prefix .. id
  if read('GET', named) == id then
    local kept = read('HMGET', job, 'data', 'opts', 'deid', 'name', 'timestamp')
    local whole = kept and kept[1] and kept[2] and kept[3] == record and kept[4] and kept[5]
    local placed = read('ZSCORE', prefix .. 'prioritized', id) or read('ZSCORE', prefix .. 'delayed', id)
      or read('LPOS', prefix .. 'active', id) or read('LPOS', prefix .. 'wait', id)
      or read('LPOS', prefix .. 'paused', id)
    local decoded = whole and pcall(cjson.decode, kept[1]) and pcall(cjson.decode, kept[2])
    if not (decoded and placed) then
      redis.call('DEL', named, prefix .. 'dn:' .. record, job)
      for _, set in ipairs({'prioritized', 'delayed', 'failed', 'completed'}) do read('ZREM', prefix .. set, id) end
      for _, list in ipairs({'active', 'wait', 'paused'}) do read('LREM', prefix .. list, 0, id) end
      cleared[#cleared + 1] = record
    end
  end
end
return cleared`;

/** What is left of jobs of which Redis lost a part: evicted, deleted by hand, not replicated. */
export class LostJobs {
  constructor(private readonly redis: RedisConnections) {}

  /** Clears those of the jobs that nothing would run. The ids of their records. @throws the error of Redis */
  async clear(module: CrmModule, jobs: readonly JoinedJob[]): Promise<ReadonlySet<string>> {
    const prefix = `${this.redis.key(queueNameOf(module))}:`;
    const pairs = jobs.flatMap(({ recordId, jobId }) => [recordId, jobId]);
    const named = this.redis.key(queueNameOf(module), 'meta');
    const cleared = await this.redis.failFast.eval(clearScript, 1, named, prefix, ...pairs);
    return new Set(Array.isArray(cleared) ? cleared.map(String) : []);
  }
}

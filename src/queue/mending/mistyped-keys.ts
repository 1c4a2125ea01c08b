import { type CrmModule } from '../../crm/modules.js';
import { type RedisConnections } from '../../redis/redis-connections.js';
import { Script } from '../../redis/script.js';
import { queueNameOf } from '../record-job.js';

/** What the keys of a queue hold (BullMQ 6), and those of a record in it. */
const typesOfQueue = {
  ...{ meta: 'hash', id: 'string', pc: 'string', events: 'stream', marker: 'zset' },
  ...{ prioritized: 'zset', delayed: 'zset', active: 'list', wait: 'list', paused: 'list' },
  ...{ failed: 'zset', completed: 'zset', stalled: 'set', limiter: 'string' },
} as const;
const typesOfRecord = { de: 'string', dn: 'hash' } as const;

const script = new Script(`
local removed = 0
for i = 1, #KEYS do
  local type = redis.call('TYPE', KEYS[i]).ok
  if type ~= 'none' and type ~= ARGV[i] then removed = removed + redis.call('DEL', KEYS[i]) end
end
return removed`);

/** Whether Redis refused something for a key of another type than it was thought to be. */
export function isMistyped(error: unknown): boolean {
  return String(error).includes('WRONGTYPE');
}

/**
 * Takes away keys of a queue, and of some records in it, that are of another type than they must be: nothing would get past
 * them, and what they were to hold is lost already. How many they were. @throws the error of Redis
 */
export async function removeMistyped(
  redis: RedisConnections,
  module: CrmModule,
  recordIds: readonly string[],
): Promise<number> {
  const key = (...parts: readonly string[]): string => redis.key(queueNameOf(module), ...parts);
  const typed = [
    ...Object.entries(typesOfQueue).map(([name, type]) => [key(name), type] as const),
    ...recordIds.flatMap((id) =>
      Object.entries(typesOfRecord).map(([name, type]) => [key(name, id), type] as const),
    ),
  ];
  const keys = typed.map(([name]) => name);
  const types = typed.map(([, type]) => type);
  return Number(await script.run(redis.failFast, keys, types));
}

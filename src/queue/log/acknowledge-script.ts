import { Script } from '../../redis/script.js';

/**
 * Takes routed entries out of the log, and their records out of the numbers; an entry that another router took out before
 * isn't counted again. Numbers that disagree with the stream end with its last entry.
 *
 * KEYS: stream, records per module, entries per record.
 * ARGV: group; then per entry: its id, the number of its records, their keys.
 */
export const acknowledgeScript = new Script(`
local log, modules, records = KEYS[1], KEYS[2], KEYS[3]
local removed = {}
local at = 2
while at <= #ARGV do
  local id, count = ARGV[at], tonumber(ARGV[at + 1])
  redis.call('XACK', log, ARGV[1], id)
  if redis.call('XDEL', log, id) == 1 then
    for i = at + 2, at + 1 + count do
      if redis.call('HINCRBY', records, ARGV[i], -1) <= 0 then redis.call('HDEL', records, ARGV[i]) end
      local module = string.match(ARGV[i], '^[^/]+')
      removed[module] = (removed[module] or 0) + 1
    end
  end
  at = at + 2 + count
end
for module, count in pairs(removed) do
  if redis.call('HINCRBY', modules, module, -count) <= 0 then redis.call('HDEL', modules, module) end
end
if redis.call('XLEN', log) == 0 then redis.call('DEL', modules, records) end`);

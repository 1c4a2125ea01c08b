import { readTime } from '../../redis/redis-time.js';
import { Script } from '../../redis/script.js';

/**
 * Takes deliveries into the log, all in one step: each is looked up, room is looked for, its entry is appended, its
 * identity remembered. Does nothing at all after its deadline, by Redis' clock. An error comes before the first write, or
 * concerns one delivery only, of which nothing is left then.
 *
 * KEYS: stream, records per module, entries per record; then an identity for every delivery that has one.
 * ARGV: deadline (epoch ms), limit, seconds that an identity is remembered, what it is remembered as, prefix of the queues,
 * their number, their names; then per delivery: the number of its identity among KEYS, or 0; the number of its records, their keys; the number
 * of values in its entry, these.
 * Answers the time, then per delivery: `duplicate`, `full`, how many of its records were in the log before, or an error.
 */
export const appendScript = new Script(`${readTime}
if now > tonumber(ARGV[1]) then return {now} end
local log, modules, records = KEYS[1], KEYS[2], KEYS[3]
local limit, ttl, mark, prefix = tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]

local waiting = 0
local entries = redis.call('XLEN', log)
if entries > 0 then
  for _, count in ipairs(redis.call('HVALS', modules)) do waiting = waiting + count end
  if waiting < entries then waiting = entries end
end
local at = 7 + ARGV[6]
for i = 7, at - 1 do
  local queue = prefix .. ARGV[i]
  waiting = waiting + redis.call('LLEN', queue .. ':wait') + redis.call('ZCARD', queue .. ':prioritized')
    + redis.call('ZCARD', queue .. ':delayed')
end

local answers = {now}
local added = {}
while at <= #ARGV do
  local identity = KEYS[tonumber(ARGV[at])]
  local count = tonumber(ARGV[at + 1])
  local first = at + 2
  local values = first + count
  local last = values + ARGV[values]
  local answer = 0
  if identity and redis.call('EXISTS', identity) == 1 then
    answer = 'duplicate'
  elseif waiting >= limit then
    answer = 'full'
  else
    local appended = redis.pcall('XADD', log, '*', unpack(ARGV, values + 1, last))
    if appended.err then
      answer = appended.err
    else
      if identity then redis.call('SET', identity, mark, 'EX', ttl) end
      for i = first, values - 1 do
        local named = redis.pcall('HINCRBY', records, ARGV[i], 1)
        if type(named) == 'number' and named > 1 then answer = answer + 1 end
        local module = string.match(ARGV[i], '^[^/]+')
        added[module] = (added[module] or 0) + 1
      end
      waiting = waiting + count
    end
  end
  answers[#answers + 1] = answer
  at = last + 1
end
for module, count in pairs(added) do redis.pcall('HINCRBY', modules, module, count) end
return answers`);

/** Forgets identities that were remembered as ARGV[1], and no others. */
export const forgetScript = new Script(`
for _, identity in ipairs(KEYS) do
  if redis.call('GET', identity) == ARGV[1] then redis.call('DEL', identity) end
end`);

/**
 * The commands that the service gives, and the queues' library for it, as a user of Redis must be allowed to give them:
 * `key` is a key of ours. What is asked of some settings or commands only (`WAIT`, `INFO`, `SELECT`, `BGREWRITEAOF`) isn't
 * here: docs/operations.md has it.
 */
const commands = [
  'bzpopmin key 0',
  'decrby key 1',
  'del key',
  'eval text 1 key',
  'evalsha digest 1 key',
  'exec',
  'exists key',
  'expire key 1',
  'get key',
  'hdel key field',
  'hexists key field',
  'hget key field',
  'hgetall key',
  'hincrby key field 1',
  'hkeys key',
  'hlen key',
  'hmget key field',
  'hmset key field value',
  'hscan key 0',
  'hset key field value',
  'hsetnx key field value',
  'hvals key',
  'incr key',
  'incrby key 1',
  'lindex key 0',
  'llen key',
  'lpos key value',
  'lpush key value',
  'lrange key 0 0',
  'lrem key 0 value',
  'ltrim key 0 0',
  'mget key',
  'multi',
  'persist key',
  'pexpire key 1',
  'ping',
  'pttl key',
  'rename key key',
  'rpop key',
  'rpoplpush key key',
  'rpush key value',
  'sadd key member',
  'scard key',
  'set key value',
  'sismember key member',
  'smembers key',
  'srem key member',
  'time',
  'type key',
  'unlink key',
  'xack key group 0-1',
  'xadd key * field value',
  'xautoclaim key group consumer 0 0',
  'xdel key 0-1',
  'xgroup create key group 0',
  'xgroup delconsumer key group consumer',
  'xlen key',
  'xpending key group',
  'xrange key - +',
  'xreadgroup GROUP group consumer STREAMS key >',
  'xtrim key MAXLEN 0',
  'zadd key 0 member',
  'zcard key',
  'zcount key 0 0',
  'zlexcount key - +',
  'zpopmin key',
  'zrange key 0 0',
  'zrangebylex key - +',
  'zrangebyscore key 0 0',
  'zrank key member',
  'zrem key member',
  'zremrangebyrank key 0 0',
  'zremrangebyscore key 0 0',
  'zrevrange key 0 0',
  'zrevrangebyscore key 0 0',
  'zscore key member',
].map((command) => command.split(' '));

/** `+zadd`, `+xgroup|create`: as `ACL SETUSER` is told of a command. */
export const neededRights: readonly string[] = commands.map(rightOf);

/**
 * Lua that leaves in `missing` the needed rights that the user of Redis lacks for KEYS[1]. Only Redis 7 and later tell a
 * script of them (`redis.acl_check_cmd`); of an older one nothing is missing here, and what is refused says so itself.
 */
export const findMissing = `
local missing = {}
if redis.acl_check_cmd then
  local key = KEYS[1]
  for _, needed in ipairs({
${commands.map((words) => `    {'${rightOf(words)}', ${words.map(luaOf).join(', ')}},`).join('\n')}
  }) do
    local known, allowed = pcall(redis.acl_check_cmd, unpack(needed, 2))
    if known and not allowed then missing[#missing + 1] = needed[1] end
  end
end`;

function rightOf([command = '', subcommand = '']: readonly string[]): string {
  return command === 'xgroup' ? `+${command}|${subcommand}` : `+${command}`;
}

function luaOf(word: string): string {
  return word === 'key' ? word : `'${word}'`;
}

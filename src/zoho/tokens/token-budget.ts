import { type RedisConnections } from '../../redis/redis-connections.js';
import { within } from '../../kernel/within.js';

/** Redis answers in a millisecond, or something is wrong. */
const commandLimitMs = 2000;

/** Five at once and one every two minutes are ten in any ten minutes, which is what Zoho issues to a refresh token. */
const atOnce = 5;
const everyMs = 2 * 60_000;

/**
 * Keeps, as one time, when the budget will be whole again. A time beyond what taking can lead to is of a clock that ran
 * ahead: it must not lock anybody out for as long.
 */
const takeScript = `
local now, every, atOnce = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local whole = tonumber(redis.call('GET', KEYS[1]) or '') or now
if whole < now or whole > now + every * atOnce then whole = now end
local waitMs = whole - every * (atOnce - 1) - now
if waitMs > 0 then return math.ceil(waitMs) end
local next = whole + every
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil(next - now))
return 0`;

/**
 * How many access tokens all processes together, the CLI included, may ask for. Zoho locks out whoever asks for more
 * than it issues. If Redis loses the key, that is a whole budget again and nothing else.
 */
export class TokenBudget {
  constructor(
    private readonly redis: RedisConnections,
    private readonly name: string,
  ) {}

  /** Takes one; 0, or how long to wait for the next, ms. Rejects after 2 s without Redis. */
  async take(nowMs: number): Promise<number> {
    const { patient } = this.redis;
    const taking = patient.eval(takeScript, 1, this.name, Math.floor(nowMs), everyMs, atOnce);
    return Number(await within(taking, commandLimitMs, 'Redis'));
  }
}

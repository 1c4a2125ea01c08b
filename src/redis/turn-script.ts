import { PerTurn } from './per-turn.js';
import { type RedisConnections } from './redis-connections.js';

interface Ask {
  readonly keys: readonly string[];
  readonly values: readonly (string | number)[];
}

/**
 * A Lua script for one record (`KEYS`, `ARGV`, one answer) that runs once for all that is asked for within one turn of
 * the event loop. Many records are worked on at a time and meet in the same turns: a command for each of them costs the
 * client more than all that Redis does for it.
 */
export class TurnScript {
  readonly #runs: PerTurn<Ask, unknown>;

  /** `keys` and `values`: how many of them an ask has. */
  constructor(redis: RedisConnections, script: string, keys: number, values: number) {
    const each = forEach(script, keys, values);
    this.#runs = new PerTurn(async (asks) => {
      const given = [...asks.flatMap((ask) => ask.keys), ...asks.flatMap((ask) => ask.values)];
      return (await redis.patient.eval(each, asks.length * keys, ...given)) as unknown[];
    });
  }

  /** What the script returned for these; null for nil. @throws the error of Redis, for all asks of the turn */
  run(keys: readonly string[], values: readonly (string | number)[] = []): Promise<unknown> {
    return this.#runs.ask({ keys, values });
  }
}

function forEach(script: string, keys: number, values: number): string {
  return `local function one(KEYS, ARGV) ${script} end
local answers = {}
for ask = 0, #KEYS / ${keys} - 1 do
  local keys, values = {}, {}
  for i = 1, ${keys} do keys[i] = KEYS[ask * ${keys} + i] end
  for i = 1, ${values} do values[i] = ARGV[ask * ${values} + i] end
  answers[ask + 1] = one(keys, values) or false
end
return answers`;
}

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

import { type RecordKey } from '../../crm/record-ref.js';
import { RedisLock } from '../../redis/redis-lock.js';
import { type RedisConnections } from '../../redis/redis-connections.js';
import { type RedisClient } from '../../redis/connection/redis-options.js';
import { Script } from '../../redis/script.js';
import { longestBlockSeconds } from '../../redis/time-limits.js';
import { acknowledgeScript } from './acknowledge-script.js';
import { logKeys, routers } from './log-keys.js';

/** An entry as it stands in the log. */
export interface LogEntry {
  readonly id: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** An entry that was routed, and the records it counts for. */
export interface RoutedEntry {
  readonly id: string;
  readonly records: readonly RecordKey[];
}

export interface ReaderTerms {
  /** Entries read at a time. */
  readonly count: number;
  /** Whether one router at a time reads the log, all of it in its order. */
  readonly inOrder: boolean;
}

/** What a router has had for so long is another's: it died, or will do it twice, which is harmless. */
const othersAfterMs = 6000;
const lookForOthersEveryMs = 1900;
const lookForLockEveryMs = 500;
/** Who reads alone and dies keeps the others out for so long. */
const aloneForMs = 8000;
const aloneExtendEveryMs = 2500;

/** A name in the group that nobody reads under any more, once it has nothing left. */
const leaveScript = new Script(`
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
if #pending == 0 then return redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) end
return 0`);

/**
 * One reader of the log, in the group of all of them: an entry is read by one, and stays in the log until it is
 * acknowledged. What was read and not acknowledged, by whomever, is read again.
 */
export class LogReader {
  readonly #name = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  readonly #keys: readonly [string, string, string];
  readonly #blocking: RedisClient;
  readonly #lock: RedisLock;
  #aloneKey: string | undefined;
  #aloneSinceMs = 0;
  #lookedForOthersMs = 0;
  /** Whether it just began to read alone. */
  #tookOver = false;
  /** Where to go on looking for what others left; undefined where all of it was seen. */
  #othersFrom: string | undefined;
  /** After which entry to go on looking at those that it was given itself; undefined where all of them were seen. */
  #unseenFrom: string | undefined = '0';

  constructor(
    private readonly redis: RedisConnections,
    private readonly terms: ReaderTerms,
  ) {
    this.#keys = logKeys(redis);
    this.#lock = new RedisLock(redis, redis.key('log', 'router'));
    this.#blocking = redis.blocking();
    this.#blocking.on('ready', () => {
      this.#unseenFrom = '0';
    });
  }

  /** The next entries in the log's order; none where two seconds brought nothing. @throws the error of Redis */
  async next(): Promise<readonly LogEntry[]> {
    try {
      return await this.#next();
    } catch (error) {
      this.#unseenFrom = '0';
      if (!String(error).includes('NOGROUP')) throw error;
      await this.#makeGroup();
      return [];
    }
  }

  /** False where others may read by now: what was read is theirs. @throws the error of Redis */
  async stillReads(): Promise<boolean> {
    return !this.terms.inOrder || this.#isAlone();
  }

  /** They are routed for good, and leave the log. @throws the error of Redis: they are read again then */
  async acknowledge(entries: readonly RoutedEntry[]): Promise<void> {
    const values = entries.flatMap(({ id, records }) => [id, records.length, ...records]);
    await acknowledgeScript.run(this.redis.failFast, this.#keys, [routers, ...values]);
  }

  /** What was read and isn't acknowledged is read again, by this reader too. */
  again(): void {
    this.#unseenFrom = '0';
  }

  /** Ends a wait for entries. */
  wake(): void {
    this.#blocking.disconnect();
  }

  /** Leaves nothing behind, where Redis answers. */
  async leave(): Promise<void> {
    const [stream] = this.#keys;
    try {
      await leaveScript.run(this.redis.failFast, [stream], [routers, this.#name]);
      if (this.#aloneKey !== undefined) await this.#lock.release(this.#aloneKey);
    } catch {
      // What it has is taken over by others.
    }
  }

  async #next(): Promise<readonly LogEntry[]> {
    if (this.terms.inOrder && !(await this.#isAlone())) {
      await delay(lookForLockEveryMs, undefined, { ref: false });
      return [];
    }
    const own = await this.#unseen();
    if (own.length > 0) return own;
    const others = await this.#ofOthers();
    if (others.length > 0) return others;
    return this.#read('>');
  }

  /** What this reader was given, as far as it wasn't looked at since something went wrong. */
  async #unseen(): Promise<readonly LogEntry[]> {
    if (this.#unseenFrom === undefined) return [];
    const entries = await this.#read(this.#unseenFrom);
    this.#unseenFrom = entries.at(-1)?.id;
    return entries;
  }

  async #ofOthers(): Promise<readonly LogEntry[]> {
    const nowMs = performance.now();
    if (nowMs - this.#lookedForOthersMs >= lookForOthersEveryMs) this.#othersFrom ??= '0-0';
    if (this.#othersFrom === undefined) return [];
    this.#lookedForOthersMs = nowMs;
    // Whoever reads alone took over what the last one had.
    const afterMs = this.#tookOver ? 0 : othersAfterMs;
    const [stream] = this.#keys;
    const [from, found] = await this.redis.failFast.xautoclaim(
      ...([stream, routers, this.#name, afterMs, this.#othersFrom] as const),
      ...(['COUNT', this.terms.count] as const),
    );
    this.#othersFrom = typeof from === 'string' && from !== '0-0' ? from : undefined;
    if (this.#othersFrom === undefined) this.#tookOver = false;
    return entriesFrom(found);
  }

  async #read(from: string): Promise<readonly LogEntry[]> {
    const [stream] = this.#keys;
    const read = await this.#blocking.xreadgroup(
      ...(['GROUP', routers, this.#name, 'COUNT', this.terms.count] as const),
      ...(['BLOCK', longestBlockSeconds * 1000, 'STREAMS', stream, from] as const),
    );
    return entriesFrom(Array.isArray(read) ? read[0]?.[1] : undefined);
  }

  async #isAlone(): Promise<boolean> {
    const nowMs = performance.now();
    if (this.#aloneKey !== undefined) {
      if (nowMs - this.#aloneSinceMs < aloneExtendEveryMs) return true;
      this.#aloneSinceMs = nowMs;
      if (await this.#lock.extend(this.#aloneKey, aloneForMs)) return true;
    }
    this.#aloneKey = await this.#lock.take(aloneForMs);
    if (this.#aloneKey === undefined) return false;
    this.#aloneSinceMs = nowMs;
    this.#tookOver = true;
    this.#othersFrom = '0-0';
    return true;
  }

  /** From its beginning: what was appended before there was a group is read too. */
  async #makeGroup(): Promise<void> {
    const [stream] = this.#keys;
    await this.redis.failFast
      .xgroup('CREATE', stream, routers, '0', 'MKSTREAM')
      .catch((error: unknown) => {
        if (!String(error).includes('BUSYGROUP')) throw error;
      });
  }
}

/** An entry that is gone has no fields: it was acknowledged by somebody else. */
function entriesFrom(read: unknown): readonly LogEntry[] {
  if (!Array.isArray(read)) return [];
  return read.map(entryFrom).filter((entry) => entry !== undefined);
}

function entryFrom(read: unknown): LogEntry | undefined {
  if (!Array.isArray(read)) return undefined;
  const [id, told] = read as readonly unknown[];
  if (typeof id !== 'string') return undefined;
  const texts = Array.isArray(told) ? told.map(String) : [];
  const fields = new Map<string, string>();
  for (let at = 0; at + 1 < texts.length; at += 2) fields.set(texts[at] ?? '', texts[at + 1] ?? '');
  return { id, fields };
}

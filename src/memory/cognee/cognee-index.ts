import { type CrmModule } from '../../crm/modules.js';
import { isRecordKey, type RecordKey, refFromKey } from '../../crm/record-ref.js';
import { jsonFrom, jsonObject } from '../../kernel/json.js';
import { number, object, text } from '../../kernel/shape.js';
import { type RedisConnections } from '../../redis/redis-connections.js';
import { chunksOf } from '../chunks.js';
import { entryText, type IndexEntry, indexEntryFrom } from './index-entry.js';

/** A run of cognify that somebody has to follow to its end. */
export interface FollowedRun {
  readonly id: string;
  readonly startedAtMs: number;
}

/** What is known of the indexing; all of it may be lost without harm. */
export interface CognifyState {
  readonly run: FollowedRun | undefined;
  /** How many documents a run may take in while one that can't be indexed is looked for; undefined: all. */
  readonly probeSize: number | undefined;
  /** Whether any document went through since one that can't be indexed is looked for. */
  readonly proven: boolean;
  /** Failures in a row. */
  readonly failures: number;
  /** No run begins before, epoch ms. */
  readonly notBeforeMs: number;
}

const runFrom = object<FollowedRun>({ id: text, startedAtMs: number });

const trustAgainScript = `if redis.call('HGET', KEYS[1], 'dataset') == ARGV[1] then redis.call('HSET', KEYS[1], 'trusted', '1') end return 0`;

const hourMs = 3_600_000;
/** Redis serves nobody else while it works on a command. */
const perCommand = { count: 1000, size: 0 };

/**
 * What Cognee holds, per record, kept in Redis: Cognee can list a dataset only as a whole, and finds nothing by a key of
 * ours. It is written after Cognee's own commit. `trusted` says that nothing is missing from it; where it isn't, it is
 * made anew from Cognee's list.
 */
export class CogneeIndex {
  constructor(
    private readonly redis: RedisConnections,
    private readonly dataset: string,
  ) {}

  async entry(key: RecordKey): Promise<IndexEntry | undefined> {
    return indexEntryFrom(await this.redis.patient.hget(this.#key('entries'), key));
  }

  async entries(keys: readonly RecordKey[]): Promise<readonly (IndexEntry | undefined)[]> {
    const parts = await Promise.all(
      chunksOf(keys, perCommand, () => 0).map((part) =>
        this.redis.patient.hmget(this.#key('entries'), ...part),
      ),
    );
    return parts.flat().map(indexEntryFrom);
  }

  /** Notes what is held, and whether it waits for cognify since `pendingSinceMs`. */
  async put(
    changes: readonly { readonly key: RecordKey; readonly entry: IndexEntry }[],
    pendingSinceMs: number,
  ): Promise<void> {
    for (const part of chunksOf(changes, perCommand, () => 0)) {
      const multi = this.redis.patient.multi();
      for (const { key, entry } of part) {
        multi.hset(this.#key('entries'), key, entryText(entry));
        if (entry.removing) multi.zrem(this.#key('keys'), key);
        else multi.zadd(this.#key('keys'), 0, key);
        if (entry.indexed || entry.removing) multi.zrem(this.#key('pending'), key);
        else multi.zadd(this.#key('pending'), 'NX', pendingSinceMs, key);
      }
      await multi.exec();
    }
  }

  async forget(key: RecordKey): Promise<void> {
    await this.redis.patient
      .multi()
      .hdel(this.#key('entries'), key)
      .zrem(this.#key('keys'), key)
      .zrem(this.#key('pending'), key)
      .exec();
  }

  /** The next keys in order after `after` and before `before`; both are names, not necessarily of records. */
  async keysBetween(after: string, before: string, limit: number): Promise<readonly RecordKey[]> {
    const found = await this.redis.patient.zrangebylex(
      this.#key('keys'),
      `(${after}`,
      `(${before}`,
      'LIMIT',
      0,
      limit,
    );
    return found.filter(isRecordKey);
  }

  async count(): Promise<number> {
    return this.redis.patient.zcard(this.#key('keys'));
  }

  /** Two commands for each module that there is, however many documents. */
  async countByModule(): Promise<ReadonlyMap<CrmModule, number>> {
    const begins: { readonly module: CrmModule; readonly rank: number }[] = [];
    for (let after = ''; ;) {
      const [first] = await this.keysBetween(after, '~', 1);
      const module = first === undefined ? undefined : refFromKey(first)?.module;
      if (first === undefined || module === undefined) break;
      begins.push({
        module,
        rank: (await this.redis.patient.zrank(this.#key('keys'), first)) ?? 0,
      });
      // Keys of a module lie between `Deals/` and `Deals0`: `0` is the character after the slash.
      after = `${module}0`;
    }
    const end = await this.count();
    return new Map(
      begins.map(({ module, rank }, at) => [module, (begins[at + 1]?.rank ?? end) - rank]),
    );
  }

  /** The records that wait for cognify, the longest-waiting first, with the time since when. */
  async pending(): Promise<readonly { readonly key: RecordKey; readonly sinceMs: number }[]> {
    const flat = await this.redis.patient.zrange(this.#key('pending'), '0', '-1', 'WITHSCORES');
    return flat.flatMap((key, index) =>
      index % 2 === 0 && isRecordKey(key) ? [{ key, sinceMs: Number(flat[index + 1]) }] : [],
    );
  }

  /** Has a record wait behind the others, which came before `nowMs`. */
  async postpone(key: RecordKey, nowMs: number): Promise<void> {
    await this.redis.patient.zadd(this.#key('pending'), 'XX', nowMs, key);
  }

  /** How many wait for cognify, and since when the first. */
  async waiting(): Promise<{ readonly count: number; readonly sinceMs: number }> {
    const [count, first] = await Promise.all([
      this.redis.patient.zcard(this.#key('pending')),
      this.redis.patient.zrange(this.#key('pending'), '0', '0', 'WITHSCORES'),
    ]);
    return { count, sinceMs: Number(first[1] ?? 0) };
  }

  /** The dataset's id and whether the index can be trusted. */
  async identity(): Promise<{ readonly id: string | undefined; readonly trusted: boolean }> {
    const [id, trusted] = await this.redis.patient.hmget(this.#key('state'), 'dataset', 'trusted');
    return { id: id ?? undefined, trusted: trusted === '1' };
  }

  /** From now on the index is complete for this dataset. */
  async trust(dataset: string): Promise<void> {
    await this.redis.patient.hset(this.#key('state'), 'dataset', dataset, 'trusted', '1');
  }

  /** As before a `distrust` that found it trusted; not where Redis has lost the index since. */
  async trustAgain(dataset: string): Promise<void> {
    await this.redis.patient.eval(trustAgainScript, 1, this.#key('state'), dataset);
  }

  /**
   * From now on it may miss something: a change was asked for and nobody knows whether it was made. False where it was
   * not trusted before either.
   */
  async distrust(): Promise<boolean> {
    return (await this.redis.patient.hdel(this.#key('state'), 'trusted')) > 0;
  }

  /** Forgets everything: the dataset is gone. */
  async clear(): Promise<void> {
    await this.redis.patient.del(
      ...['entries', 'keys', 'pending', 'state', 'cognify'].map((name) => this.#key(name)),
    );
  }

  async allKeys(): Promise<readonly RecordKey[]> {
    return (await this.redis.patient.hkeys(this.#key('entries'))).filter(isRecordKey);
  }

  async cognifyState(): Promise<CognifyState> {
    const json = await this.redis.patient.get(this.#key('cognify'));
    const state = jsonObject(jsonFrom(json ?? ''));
    return {
      run: runFrom(state['run']),
      probeSize: number(state['probeSize']),
      proven: state['proven'] === true,
      failures: number(state['failures']) ?? 0,
      notBeforeMs: number(state['notBeforeMs']) ?? 0,
    };
  }

  async putCognifyState(state: CognifyState): Promise<void> {
    await this.redis.patient.set(this.#key('cognify'), JSON.stringify(state));
  }

  /** Notes that a run begins, for the budget. */
  async noteRun(atMs: number): Promise<void> {
    await this.redis.patient
      .multi()
      .zremrangebyscore(this.#key('runs'), 0, atMs - hourMs)
      .zadd(this.#key('runs'), atMs, `${atMs}-${Math.random()}`)
      .exec();
  }

  /** When another run fits into `mostPerHour`, epoch ms; 0: now. */
  async budgetOpensAtMs(mostPerHour: number, nowMs: number): Promise<number> {
    const times = await this.redis.patient.zrange(
      this.#key('runs'),
      String(-mostPerHour),
      '-1',
      'WITHSCORES',
    );
    const oldest = Number(times[1] ?? 0);
    return times.length < mostPerHour * 2 || oldest + hourMs <= nowMs ? 0 : oldest + hourMs;
  }

  /** The name of the lock under which the dataset is changed. */
  get lockName(): string {
    return this.#key('lock');
  }

  #key(name: string): string {
    return this.redis.key('cognee', this.dataset, name);
  }
}

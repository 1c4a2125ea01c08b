import { type FoundChunk } from './api/cognee-answers.js';
import { type CogneeSettings } from '../../config/settings.js';
import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey, refFromKey } from '../../crm/record-ref.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { type Clock, SystemClock } from '../../kernel/clock.js';
import { type Metrics } from '../../observability/metrics.js';
import { type RedisConnections } from '../../redis/redis-connections.js';
import { RedisLock } from '../../redis/redis-lock.js';
import { type StoredDocument } from '../memory-document.js';
import { type DocumentRemoval, type DocumentWrite, type MemoryAnswer } from '../memory-sink.js';
import {
  type MemoryHit,
  MemorySink,
  type OnRejected,
  type RemovalOutcome,
} from '../memory-sink.js';
import { type SearchQuery, type StoredItem, type WriteOutcome } from '../memory-sink.js';
import { CogneeApi } from './api/cognee-api.js';
import { CogneeHttp } from './api/cognee-http.js';
import { CogneeCounters, exportCounters } from './cognee-counters.js';
import { CogneeDataset } from './cognee-dataset.js';
import { CogneeIndex } from './cognee-index.js';
import { hitsFrom, queryFrom } from './cognee-search.js';
import { CognifyLoop } from './cognify/cognify-loop.js';
import { CognifyRuns } from './cognify/cognify-runs.js';
import { DatasetIndexer } from './dataset-indexer.js';
import { closedError, DatasetTurns } from './dataset-turns.js';
import { DocumentChanges } from './document-changes.js';
import { type IndexEntry } from './index-entry.js';

const pageSize = 500;
const mostHits = 100;
/** A document may have several chunks, and for a while two versions. */
const chunksPerHit = 4;
const sourcesOfAnswer = 5;
const auditWaitMs = 30_000;
const auditPatienceMs = 1000;
/** A comparison lists module after module: one look at Cognee's list, which has no parts, is enough. */
const auditEveryMs = 60_000;

/**
 * Memory in a dataset of a Cognee server (1.5 or later; proven with 1.6.5), with an index of it in Redis. A write is
 * acknowledged once Cognee has the document; what was written is found once cognify has run, `COGNEE_COGNIFY_DELAY` later.
 * Any number of processes may share a dataset, as long as they share Redis and its prefix. A lost index is made anew from
 * what Cognee lists.
 */
export class CogneeSink extends MemorySink {
  readonly remedy = 'look at the server of COGNEE_URL, which may be busy indexing';
  readonly counters = new CogneeCounters();
  readonly #api: CogneeApi;
  readonly #dataset: CogneeDataset;
  readonly #turns: DatasetTurns;
  readonly #runs: CognifyRuns;
  readonly #indexer: DatasetIndexer;
  readonly #loop: CognifyLoop;
  readonly #changes: DocumentChanges;
  readonly #clock: Clock;
  #auditedAtMs = -Infinity;
  #closed = false;

  constructor(settings: CogneeSettings, redis: RedisConnections, clock: Clock = new SystemClock()) {
    super();
    this.#clock = clock;
    const { dataset: name, cognifyDelayMs: delayMs, mostCognifyPerHour: mostPerHour } = settings;
    const index = new CogneeIndex(redis, name);
    const timing = { delayMs, mostPerHour };
    this.#api = new CogneeApi(new CogneeHttp(settings, this.counters), this.counters);
    this.#dataset = new CogneeDataset(name, this.#api, index, clock);
    this.#turns = new DatasetTurns(new RedisLock(redis, index.lockName));
    this.#runs = new CognifyRuns(this.#api, clock);
    this.#indexer = new DatasetIndexer(this.#dataset, this.#runs, clock, this.counters);
    this.#loop = new CognifyLoop(this.#dataset, this.#indexer, this.#turns, clock, timing);
    this.#changes = new DocumentChanges(this.#dataset, this.#turns, this.counters, () => {
      this.#loop.wake(delayMs);
    });
  }

  override measure(metrics: Metrics): void {
    exportCounters(this.counters, metrics);
  }

  override start(onRejected: OnRejected): void {
    this.#indexer.onRejected = onRejected;
    this.#loop.wake(0);
  }

  async upsert(writes: readonly DocumentWrite[]): Promise<readonly WriteOutcome[]> {
    return Promise.all(writes.map((write) => this.#changes.write(write.document)));
  }

  async remove(removals: readonly DocumentRemoval[]): Promise<readonly RemovalOutcome[]> {
    return this.#changes.remove(removals);
  }

  async get(key: RecordKey): Promise<StoredDocument | undefined> {
    this.#assertOpen();
    const entry = await this.#dataset.index.entry(key);
    if (entry === undefined) return this.#whereUntrusted(key);
    if (entry.removing) return undefined;
    const item = itemFrom(key, entry);
    const id = await this.#dataset.id();
    const body = id === undefined ? undefined : await this.#dataset.body(id, entry);
    if (item === undefined || body === undefined) return undefined;
    return { ...item, ...factsOf(entry), body };
  }

  async search({ text, limit, modules }: SearchQuery): Promise<readonly MemoryHit[]> {
    this.#assertOpen();
    const query = queryFrom(text);
    const most = Math.min(Math.trunc(limit), mostHits);
    if (query === undefined || most < 1) return [];
    const id = await this.#dataset.id();
    if (id === undefined) return [];
    const chunks = await this.#chunks(id, query, most * chunksPerHit, modules);
    const keys = [
      ...new Set(chunks.flatMap(({ facts }) => (facts === undefined ? [] : [facts.key]))),
    ];
    const entries = await this.#dataset.index.entries(keys);
    const known = new Map(keys.flatMap((key, at) => pairOf(key, entries[at])));
    return hitsFrom(chunks, known, query).slice(0, most);
  }

  /** Cognee filters by one tag at a time. */
  async #chunks(
    id: string,
    query: string,
    limit: number,
    modules: SearchQuery['modules'],
  ): Promise<readonly FoundChunk[]> {
    const each = (modules ?? [undefined]).map((module) =>
      this.#api.search(id, query, limit, module),
    );
    return (await Promise.all(each)).flat();
  }

  override async answer(question: string): Promise<MemoryAnswer | undefined> {
    this.#assertOpen();
    const query = queryFrom(question);
    const id = query === undefined ? undefined : await this.#dataset.id();
    if (query === undefined || id === undefined) return undefined;
    const [text, hits] = await Promise.all([
      this.#api.complete(id, query),
      this.search({ text: query, limit: sourcesOfAnswer }),
    ]);
    return text === undefined ? undefined : { text, hits };
  }

  async *list(module?: CrmModule): AsyncGenerator<StoredItem, void, undefined> {
    this.#assertOpen();
    await this.#audit();
    // Keys of a module lie between `Deals/` and `Deals0`: `0` is the character after the slash.
    const before = module === undefined ? '~' : `${module}0`;
    let after = module === undefined ? '' : `${module}/`;
    for (;;) {
      const keys = await this.#dataset.index.keysBetween(after, before, pageSize);
      const entries = await this.#dataset.index.entries(keys);
      for (const [at, key] of keys.entries()) {
        const item = itemFrom(key, entries[at]);
        if (item !== undefined) yield item;
      }
      const last = keys.at(-1);
      if (last === undefined || keys.length < pageSize) return;
      after = last;
    }
  }

  async count(): Promise<number> {
    await this.#readyToCount();
    return this.#dataset.index.count();
  }

  async countByModule(): Promise<ReadonlyMap<CrmModule, number>> {
    await this.#readyToCount();
    return this.#dataset.index.countByModule();
  }

  async #readyToCount(): Promise<void> {
    this.#assertOpen();
    const { trusted } = await this.#dataset.index.identity();
    if (!trusted) await this.#turns.take('write', auditWaitMs, () => this.#dataset.ready());
  }

  /** The dataset's id, under which Cognee knows it; it is made where there is none. */
  async identity(): Promise<string> {
    this.#assertOpen();
    const id = await this.#dataset.id();
    return id ?? this.#turns.take('write', auditWaitMs, () => this.#dataset.ready());
  }

  async check(): Promise<void> {
    this.#assertOpen();
    await this.#dataset.probe();
    await this.#api.findDataset(this.#dataset.name);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#loop.stop();
    this.#runs.stop();
    await this.#turns.close();
  }

  /** A record the index doesn't know may still be in Cognee while the index isn't complete. */
  async #whereUntrusted(key: RecordKey): Promise<StoredDocument | undefined> {
    const { trusted } = await this.#dataset.index.identity();
    if (trusted || (await this.#dataset.id()) === undefined) return undefined;
    await this.#turns.take('write', auditWaitMs, () => this.#dataset.ready());
    return (await this.#dataset.index.entry(key)) === undefined ? undefined : this.get(key);
  }

  /** Looks at what Cognee really holds, unless a run is under way: then the index has to do, where it can be trusted. */
  async #audit(): Promise<void> {
    const { trusted } = await this.#dataset.index.identity();
    if (trusted && this.#clock.now() - this.#auditedAtMs < auditEveryMs) return;
    const waitMs = trusted ? auditPatienceMs : auditWaitMs;
    try {
      await this.#turns.take('write', waitMs, () => this.#dataset.audit());
      this.#auditedAtMs = this.#clock.now();
    } catch (error) {
      if (!trusted || appErrorFrom(error).code !== 'memory.busy') throw error;
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError();
  }
}

function pairOf(
  key: RecordKey,
  entry: IndexEntry | undefined,
): readonly (readonly [RecordKey, IndexEntry])[] {
  return entry === undefined ? [] : [[key, entry]];
}

/** What is there of a record; undefined where nothing is, or nothing any more. */
function itemFrom(key: RecordKey, entry: IndexEntry | undefined): StoredItem | undefined {
  const record = refFromKey(key);
  if (record === undefined || entry === undefined || entry.removing) return undefined;
  const { version, contentHash, ref } = entry;
  const { module, id } = record;
  return { key, module, id, version, contentHash, ref };
}

function factsOf({ title, storedAtMs }: IndexEntry): Pick<StoredDocument, 'title' | 'storedAtMs'> {
  return { title, storedAtMs };
}

import { type CrmModule } from '../crm/modules.js';
import { type RecordKey } from '../crm/record-ref.js';
import { type Metrics } from '../observability/metrics.js';
import { type FactIndex } from './fact-query.js';
import { type Graves, type Tombstone } from './graves.js';
import { type StoredDocument } from './memory-document.js';
import { type DocumentRemoval, type DocumentWrite, MemorySink } from './memory-sink.js';
import { type MemoryHit, type OnRejected, type RemovalOutcome } from './memory-sink.js';
import { type SearchQuery, type StoredItem, type WriteOutcome } from './memory-sink.js';

/**
 * Two memories with the same contents, while changing over from one to the other: both are written, the first is read.
 * A write or a removal has succeeded where it has in both. As a pair they are a memory of their own, so that the first
 * process to have them sees to it that the new one is filled.
 */
export class PairedSink extends MemorySink {
  readonly remedy: string;
  declare readonly facts?: FactIndex;
  declare readonly graves?: Graves;

  constructor(
    private readonly first: MemorySink,
    private readonly second: MemorySink,
  ) {
    super();
    this.remedy = `${first.remedy}, and ${second.remedy}`;
    if (first.facts !== undefined) this.facts = first.facts;
    const graves = [first.graves, second.graves].filter((each) => each !== undefined);
    if (graves.length > 0) this.graves = new PairedGraves(graves);
    if (first.answer !== undefined) this.answer = first.answer.bind(first);
  }

  override measure(metrics: Metrics): void {
    for (const each of this.#both()) each.measure?.(metrics);
  }

  override start(onRejected: OnRejected): void {
    for (const each of this.#both()) each.start?.(onRejected);
  }

  async upsert(writes: readonly DocumentWrite[]): Promise<readonly WriteOutcome[]> {
    const [first, second] = await Promise.all([
      this.first.upsert(writes),
      this.second.upsert(writes.map(unreferenced)),
    ]);
    return first.map((outcome, index) => failureIn(second[index]) ?? outcome);
  }

  async remove(removals: readonly DocumentRemoval[]): Promise<readonly RemovalOutcome[]> {
    const [first, second] = await Promise.all([
      this.first.remove(removals),
      this.second.remove(removals.map(unreferenced)),
    ]);
    return first.map((outcome, index) => {
      const other = second[index];
      if (outcome.status === 'failed' || other === undefined) return outcome;
      if (other.status === 'failed') return other;
      return { status: 'removed', existed: outcome.existed || other.existed };
    });
  }

  get(key: RecordKey): Promise<StoredDocument | undefined> {
    return this.first.get(key);
  }

  search(query: SearchQuery): Promise<readonly MemoryHit[]> {
    return this.first.search(query);
  }

  list(module?: CrmModule): AsyncIterable<StoredItem> {
    return this.first.list(module);
  }

  count(): Promise<number> {
    return this.first.count();
  }

  countByModule(): Promise<ReadonlyMap<CrmModule, number>> {
    return this.first.countByModule();
  }

  async identity(): Promise<string> {
    const names = await Promise.all(this.#both().map((each) => each.identity()));
    return names.join('+');
  }

  async check(): Promise<void> {
    await Promise.all(this.#both().map((each) => each.check()));
  }

  override async setAside(): Promise<string | undefined> {
    for (const each of this.#both()) {
      const place = await each.setAside?.();
      if (place !== undefined) return place;
    }
    return undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#both().map((each) => each.close()));
  }

  #both(): readonly MemorySink[] {
    return [this.first, this.second];
  }
}

/** The id that is known is the first memory's. */
function unreferenced<Item extends object>(item: Item): Item & { readonly knownRef: undefined } {
  return { ...item, knownRef: undefined };
}

function failureIn(outcome: WriteOutcome | undefined): WriteOutcome | undefined {
  return outcome?.status === 'failed' ? outcome : undefined;
}

class PairedGraves implements Graves {
  constructor(private readonly all: readonly Graves[]) {}

  async bury(key: RecordKey, tombstone: Tombstone): Promise<void> {
    for (const each of this.all) await each.bury(key, tombstone);
  }

  async find(key: RecordKey): Promise<Tombstone | undefined> {
    for (const each of this.all) {
      const found = await each.find(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async open(key: RecordKey): Promise<void> {
    for (const each of this.all) await each.open(key);
  }
}

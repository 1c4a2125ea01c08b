import { type CrmModule } from '../crm/modules.js';
import { type RecordKey, type RecordRef } from '../crm/record-ref.js';
import { appErrorFrom } from '../kernel/app-error.js';
import { type FactIndex } from './fact-query.js';
import { type StoredDocument } from './memory-document.js';
import {
  type DocumentIndex,
  type DocumentWrite,
  type FactsBeside,
  type MemorySink,
} from './memory-sink.js';
import { type OnRejected, type StoredItem, type WriteOutcome } from './memory-sink.js';
import { PairedSink } from './paired-sink.js';

const pageSize = 500;

/** A memory whose documents carry facts that can be asked for. */
export type SinkOfFacts = MemorySink & Required<Pick<MemorySink, 'facts' | 'index'>>;

/**
 * A memory that keeps no facts, with an index of them beside it: documents without their texts in a memory that does.
 * What memory holds counts; a document whose facts aren't those of its text has no hash, so that the next comparison has
 * it written again, and one of which only facts are there is listed, so that it is looked for. By its name it is the
 * memory alone: processes that share it may each have an index of their own, which `factsBeside` tells apart.
 */
export class SinkWithFacts extends PairedSink {
  override readonly facts: FactIndex;
  override readonly factsBeside: FactsBeside;
  override readonly index: DocumentIndex;

  constructor(
    private readonly memory: MemorySink,
    private readonly noted: SinkOfFacts,
  ) {
    super(memory, noted);
    this.facts = noted.facts;
    this.index = noted.index;
    this.factsBeside = { identity: () => noted.identity(), mend: () => this.#mend() };
  }

  override start(onRejected: OnRejected): void {
    this.memory.start?.(async (key, error) => {
      await this.noted.remove([{ key, knownRef: undefined }]);
      await onRejected(key, error);
    });
  }

  override async upsert(writes: readonly DocumentWrite[]): Promise<readonly WriteOutcome[]> {
    const outcomes = await this.memory.upsert(writes);
    const written = writes.filter((_write, at) => outcomes[at]?.status === 'written');
    const noted = await this.#note(written);
    return outcomes.map((outcome) =>
      outcome.status === 'written' ? failureOr(noted.shift(), outcome) : outcome,
    );
  }

  override async get(key: RecordKey): Promise<StoredDocument | undefined> {
    const [document, noted] = await Promise.all([this.memory.get(key), this.noted.get(key)]);
    if (document === undefined) return undefined;
    if (noted === undefined || !isOfOneText(document, noted)) return unproven(document);
    return noted.facts === undefined ? document : { ...document, facts: noted.facts };
  }

  override async *list(module?: CrmModule): AsyncGenerator<StoredItem, void, undefined> {
    for await (const both of this.#both(module)) {
      const item = both.held ?? both.noted;
      if (item !== undefined) yield isWhole(both) ? item : unproven(item);
    }
  }

  override identity(): Promise<string> {
    return this.memory.identity();
  }

  /** What memory took is noted whatever was known before: it decides which version is the newer. */
  async #note(writes: readonly DocumentWrite[]): Promise<WriteOutcome[]> {
    const texts = writes.map(({ document }) => ({
      document: { ...document, body: '' },
      knownRef: undefined,
    }));
    const outcomes = [...(await this.noted.upsert(texts))];
    const stale = texts.filter((_text, at) => outcomes[at]?.status === 'stale');
    if (stale.length === 0) return outcomes;
    await this.noted.remove(stale.map(({ document: { key } }) => ({ key, knownRef: undefined })));
    const again = [...(await this.noted.upsert(stale))];
    return outcomes.map((outcome) =>
      outcome.status === 'stale' ? (again.shift() ?? outcome) : outcome,
    );
  }

  async *#mend(): AsyncGenerator<readonly RecordRef[], void, undefined> {
    for await (const page of pagesOf(this.#both())) {
      const wrong = page.filter((both) => !isWhole(both));
      const held = wrong.flatMap((both) => both.held ?? []);
      const noted = wrong.flatMap((both) => both.noted ?? []);
      assertDone(await this.noted.remove(noted.map(({ key }) => ({ key, knownRef: undefined }))));
      assertDone(await this.noted.upsert(held.map(withoutFacts)));
      yield held.map(({ module, id }) => ({ module, id }));
    }
  }

  /** What there is of each record, in memory and beside it, by key. */
  async *#both(module?: CrmModule): AsyncGenerator<Both, void, undefined> {
    const held = await ReadAhead.of(this.memory.list(module));
    const noted = await ReadAhead.of(this.noted.list(module));
    for (;;) {
      const key = leastOf(held.key, noted.key);
      if (key === undefined) return;
      yield { held: await held.take(key), noted: await noted.take(key) };
    }
  }
}

/** Items in the order of their keys, of which the next one is known. */
class ReadAhead {
  #item: StoredItem | undefined;

  private constructor(private readonly items: AsyncIterator<StoredItem>) {}

  static async of(items: AsyncIterable<StoredItem>): Promise<ReadAhead> {
    const ahead = new ReadAhead(items[Symbol.asyncIterator]());
    await ahead.#next();
    return ahead;
  }

  get key(): RecordKey | undefined {
    return this.#item?.key;
  }

  /** The next item, where it has this key. */
  async take(key: RecordKey): Promise<StoredItem | undefined> {
    const item = this.#item;
    if (item?.key !== key) return undefined;
    await this.#next();
    return item;
  }

  async #next(): Promise<void> {
    const result = await this.items.next();
    this.#item = result.done === true ? undefined : result.value;
  }
}

interface Both {
  readonly held: StoredItem | undefined;
  readonly noted: StoredItem | undefined;
}

function isWhole({ held, noted }: Both): boolean {
  return held !== undefined && noted !== undefined && isOfOneText(held, noted);
}

/** By code unit, as memories order keys. */
function leastOf(one: RecordKey | undefined, other: RecordKey | undefined): RecordKey | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

function withoutFacts({ key, module, id }: StoredItem): DocumentWrite {
  const document = { key, module, id, title: '', body: '', contentHash: '', version: 0 };
  return { document, knownRef: undefined };
}

function isOfOneText(
  one: Pick<StoredItem, 'version' | 'contentHash'>,
  other: Pick<StoredItem, 'version' | 'contentHash'>,
): boolean {
  return one.version === other.version && one.contentHash === other.contentHash;
}

/** A hash that no ledger has. */
function unproven<Item extends StoredItem>(item: Item): Item {
  return { ...item, contentHash: '' };
}

function failureOr(noted: WriteOutcome | undefined, outcome: WriteOutcome): WriteOutcome {
  return noted?.status === 'failed' ? noted : outcome;
}

function assertDone(outcomes: readonly { readonly status: string }[]): void {
  for (const outcome of outcomes) {
    if (outcome.status === 'failed') throw appErrorFrom((outcome as { error?: unknown }).error);
  }
}

async function* pagesOf<Item>(
  items: AsyncIterable<Item>,
): AsyncGenerator<readonly Item[], void, undefined> {
  let page: Item[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

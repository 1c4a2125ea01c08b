import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey } from '../../crm/record-ref.js';
import { type AppError, appErrorFrom, retryLater, retryNever } from '../../kernel/app-error.js';
import { chunksOf } from '../chunks.js';
import { type MemoryDocument } from '../memory-document.js';
import { type DocumentRemoval, type RemovalOutcome, type WriteOutcome } from '../memory-sink.js';
import { CogneeError } from './api/cognee-error.js';
import { type CogneeCounters } from './cognee-counters.js';
import { type CogneeDataset } from './cognee-dataset.js';
import { flawOf } from './cognee-document.js';
import { busyError, type DatasetTurns } from './dataset-turns.js';
import { type IndexEntry, refsOf } from './index-entry.js';

interface WaitingWrite {
  readonly document: MemoryDocument;
  readonly resolve: (outcome: WriteOutcome) => void;
}

type Sendable = WaitingWrite & { readonly before: IndexEntry | undefined };

/** Cognee takes a thousand files per call, and stores some thirty a second. */
const perCall = { count: 50, size: 4 * 1024 * 1024 };
/** A turn that doesn't come within this time fails: whoever waits holds a job. */
const turnWaitMs = 15_000;

/** Writes and removes documents: what several callers ask for while another change is under way travels in one call. */
export class DocumentChanges {
  #waiting: WaitingWrite[] = [];

  constructor(
    private readonly dataset: CogneeDataset,
    private readonly turns: DatasetTurns,
    private readonly counters: CogneeCounters,
    private readonly onWritten: () => void,
  ) {}

  /** Never rejects. */
  async write(document: MemoryDocument): Promise<WriteOutcome> {
    const flaw = flawOf(document);
    if (flaw !== undefined) {
      const message = `Cognee can't hold ${document.key}: ${flaw}`;
      const error = new CogneeError('memory.refused', message, { retry: retryNever });
      return { status: 'failed', error };
    }
    return new Promise((resolve) => {
      this.#waiting.push({ document, resolve });
      if (this.#waiting.length === 1) void this.#writeWaiting();
    });
  }

  /** One outcome per removal, in order; never rejects. */
  async remove(removals: readonly DocumentRemoval[]): Promise<readonly RemovalOutcome[]> {
    const outcomes: RemovalOutcome[] = [];
    try {
      await this.turns.take('remove', turnWaitMs, async (held) => {
        const id = await this.#ready();
        for (const removal of removals) {
          held.check();
          outcomes.push(await this.#removeOne(id, removal));
        }
      });
      return outcomes;
    } catch (error) {
      const failed: RemovalOutcome = { status: 'failed', error: appErrorFrom(error) };
      return removals.map((_removal, at) => outcomes[at] ?? failed);
    }
  }

  async #writeWaiting(): Promise<void> {
    let taken: readonly WaitingWrite[] = [];
    try {
      await this.turns.take('write', turnWaitMs, async (held) => {
        taken = this.#waiting;
        this.#waiting = [];
        const id = await this.#ready();
        const sendable = await this.#settleWithoutSending(taken);
        for (const batch of batchesOf(sendable)) {
          held.check();
          await this.#send(id, batch);
        }
      });
    } catch (error) {
      const outcome: WriteOutcome = { status: 'failed', error: appErrorFrom(error) };
      if (taken.length === 0) taken = this.#waiting.splice(0);
      // Those that are settled already stay as they are.
      for (const { resolve } of taken) resolve(outcome);
    }
  }

  /** The dataset's id, while nobody's run is under way: a change would hang until it ends. */
  async #ready(): Promise<string> {
    const id = await this.dataset.ready();
    if ((await this.dataset.index.cognifyState()).run !== undefined) throw busyError();
    return id;
  }

  /** Settles the stale and the unchanged; returns the rest with what each replaces. The last of equal keys counts. */
  async #settleWithoutSending(writes: readonly WaitingWrite[]): Promise<readonly Sendable[]> {
    const entries = await this.dataset.index.entries(writes.map(({ document }) => document.key));
    const sendable = new Map<RecordKey, Sendable>();
    for (const [at, write] of writes.entries()) {
      const { document, resolve } = write;
      const before = entries[at];
      const rival = sendable.get(document.key);
      const newest = rival?.document.version ?? versionHeld(before);
      if (newest > document.version) resolve({ status: 'stale' });
      else if (rival === undefined && before !== undefined && isSame(before, document)) {
        await this.#noteVersion(before, document);
        resolve({ status: 'written', ref: before.ref });
      } else {
        rival?.resolve({ status: 'stale' });
        sendable.set(document.key, { ...write, before });
      }
    }
    return [...sendable.values()];
  }

  async #noteVersion(before: IndexEntry, { key, version }: MemoryDocument): Promise<void> {
    this.counters.unchanged += 1;
    if (before.version === version) return;
    await this.dataset.index.put([{ key, entry: { ...before, version } }], before.storedAtMs);
  }

  /** One call; where Cognee refuses it, halves of it, so that a document that can't be stored fails alone. */
  async #send(id: string, batch: readonly Sendable[]): Promise<void> {
    try {
      const refs = await this.dataset.add(id, batch);
      batch.forEach(({ resolve }, at) => {
        resolve({ status: 'written', ref: refs[at] ?? '' });
      });
      this.onWritten();
    } catch (error) {
      const failure = await this.#explained(id, error);
      const isOfDocument = failure.code === 'memory.refused' || failure.code === 'memory.failed';
      if (batch.length > 1 && isOfDocument) {
        const middle = Math.ceil(batch.length / 2);
        await this.#send(await this.dataset.ready(), batch.slice(0, middle));
        await this.#send(await this.dataset.ready(), batch.slice(middle));
        return;
      }
      for (const { resolve } of batch) resolve({ status: 'failed', error: failure });
    }
  }

  /** Marked before the first call, so that nobody finds it any more and a crash leaves something to go on. */
  async #removeOne(id: string, { key, knownRef }: DocumentRemoval): Promise<RemovalOutcome> {
    try {
      const { index } = this.dataset;
      const entry = await index.entry(key);
      if (entry !== undefined) {
        await index.put([{ key, entry: { ...entry, removing: true } }], entry.storedAtMs);
      }
      const known = knownRef === undefined || knownRef === '' ? [] : [knownRef];
      const refs = new Set([...(entry === undefined ? [] : refsOf(entry)), ...known]);
      await this.dataset.remove(id, [...refs]);
      if (entry !== undefined) await index.forget(key);
      return { status: 'removed', existed: entry !== undefined };
    } catch (error) {
      const explained = await this.#explained(id, error);
      // The dataset is gone, and the document with it.
      if (explained.code === 'memory.dataset_gone') return { status: 'removed', existed: true };
      return { status: 'failed', error: explained };
    }
  }

  /** No access may mean no dataset: then it is made anew by whoever comes next. */
  async #explained(id: string, error: unknown): Promise<AppError> {
    try {
      if (!(await this.dataset.isGone(id, error))) return appErrorFrom(error);
    } catch (unconfirmed) {
      return appErrorFrom(unconfirmed);
    }
    const message = `Dataset ${this.dataset.name} is gone from Cognee: it is made anew`;
    return new CogneeError('memory.dataset_gone', message, { retry: retryLater, cause: error });
  }
}

/** Calls carry documents of one module, because Cognee's tags are of the call. */
function batchesOf(writes: readonly Sendable[]): readonly (readonly Sendable[])[] {
  const modules = [...new Set(writes.map(({ document }) => document.module))];
  const ofModule = (module: CrmModule): readonly Sendable[] =>
    writes.filter(({ document }) => document.module === module);
  return modules.flatMap((module) =>
    chunksOf(ofModule(module), perCall, ({ document }) => document.body.length),
  );
}

function versionHeld(before: IndexEntry | undefined): number {
  return before === undefined || before.removing ? 0 : before.version;
}

function isSame(before: IndexEntry, document: MemoryDocument): boolean {
  if (before.removing) return false;
  return before.contentHash === document.contentHash && before.title === document.title;
}

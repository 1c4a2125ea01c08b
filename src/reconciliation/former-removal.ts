import { Injectable, Logger } from '@nestjs/common';

import { type CrmModule } from '../crm/modules.js';
import { recordKey, type RecordRef } from '../crm/record-ref.js';
import { FormerModules } from '../former/former-modules.js';
import { type LeftOver } from '../former/left-over.js';
import { type LedgerEntry } from '../ledger/ledger-entry.js';
import { Ledger } from '../ledger/ledger.js';
import { MemorySink } from '../memory/memory-sink.js';
import { SweepQueue } from './sweep/sweep-queue.js';

const recordsAtOnce = 100;

/** What was taken away of a module that is synced no more. */
export interface RemovedModule {
  readonly module: CrmModule;
  readonly documents: number;
  readonly jobs: number;
  readonly deadLetters: number;
  /** Records of other modules whose documents name one of them: they are queued, to be written without it. */
  readonly queued: number;
}

/** Takes away all that is left of modules that are synced no more: because a person wants it, never by itself. */
@Injectable()
export class FormerRemoval {
  readonly #logger = new Logger(FormerRemoval.name);

  constructor(
    private readonly former: FormerModules,
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
    private readonly queue: SweepQueue,
  ) {}

  /**
   * Undefined where nothing is left, and where the module is synced, here or by a living process of other settings. Safe
   * to repeat; what was done stays done. Where the CRM isn't asked, what deliveries told of the records is kept.
   * @throws AppError of the memory, of the budget, `sync.stopped`, or the error of Redis
   */
  async remove(
    module: CrmModule,
    onProgress: (documents: number) => void = () => undefined,
  ): Promise<RemovedModule | undefined> {
    const leftOver = await this.former.of(module);
    if (leftOver === undefined) return undefined;
    const queued = new Set<string>();
    let documents = 0;
    for await (const ids of this.#idsOf(module)) {
      documents += await this.#removeRecords(module, ids, queued);
      onProgress(documents);
    }
    const { jobs, deadLetters } = await this.#discard(leftOver);
    const removed = { module, documents, jobs, deadLetters, queued: queued.size };
    this.#logger.log({ event: 'module.removed', ...removed });
    return removed;
  }

  async #discard(leftOver: LeftOver): Promise<Pick<RemovedModule, 'jobs' | 'deadLetters'>> {
    const deadLetters = await this.former.discardLetters(leftOver);
    return { deadLetters, jobs: await this.former.discardJobs(leftOver) };
  }

  /** Those of memory first, then what only the ledger has. */
  async *#idsOf(module: CrmModule): AsyncGenerator<readonly string[], void, undefined> {
    let chunk: string[] = [];
    for await (const { id } of this.memory.list(module)) {
      chunk.push(id);
      if (chunk.length < recordsAtOnce) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
    for await (const ids of this.ledger.idsOf(module)) if (ids.length > 0) yield ids;
  }

  /** Returns how many documents there were. */
  async #removeRecords(
    module: CrmModule,
    ids: readonly string[],
    queued: Set<string>,
  ): Promise<number> {
    const entries = await this.ledger.entriesOf(module, ids);
    const records = ids.map((id, at) => ({ ref: { module, id }, entry: entries[at] }));
    const outcomes = await this.memory.remove(
      records.map(({ ref, entry }) => ({ key: recordKey(ref), knownRef: entry?.sinkRef })),
    );
    for (const outcome of outcomes) if (outcome.status === 'failed') throw outcome.error;
    // Before the ledger forgets who they were: after a crash in between they are found once more.
    const naming = await Promise.all(records.map(({ ref, entry }) => this.#naming(ref, entry)));
    const fresh = naming.flat().filter((ref) => !queued.has(recordKey(ref)));
    const unique = new Map(fresh.map((ref) => [recordKey(ref), ref]));
    await this.queue.put([...unique.values()]);
    for (const key of unique.keys()) queued.add(key);
    await Promise.all(records.map(({ ref, entry }) => this.ledger.forget(ref, entry)));
    return outcomes.filter((outcome) => outcome.status === 'removed' && outcome.existed).length;
  }

  /** The synced records whose documents show a record: the account it belongs to, and all that name it. */
  async #naming(ref: RecordRef, entry: LedgerEntry | undefined): Promise<readonly RecordRef[]> {
    const mentioners = (await this.ledger.mentionersOf(ref)).map((each) => each.ref);
    const above = entry?.parent === undefined ? undefined : await this.ledger.get(entry.parent);
    const all = [...mentioners, entry?.parent, above?.parent].filter((each) => each !== undefined);
    return all.filter(({ module }) => !this.former.isFormer(module));
  }
}

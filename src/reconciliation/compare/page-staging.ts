import { Injectable } from '@nestjs/common';

import { type CrmRecord } from '../../crm/crm-record.js';
import { type CrmModule } from '../../crm/modules.js';
import { recordKey, type RecordRef } from '../../crm/record-ref.js';
import { Ledger } from '../../ledger/ledger.js';
import { Tombstones } from '../../ledger/tombstones.js';
import { StagedRecords } from '../../queue/progress/staged-records.js';
import { type ListedRecord } from '../../zoho/records/list-pages.js';
import { Stopping } from '../stopping.js';
import { SweepQueue } from '../sweep/sweep-queue.js';

/** What was changed so shortly before the list was begun may have been changed again in the same second. */
const settledForMs = 5000;

const lookAgainMs = 200;
/** Where none of them arrives for so long, nobody works, or they can't be written: they are looked at like any other. */
const patienceMs = 3000;
/** They are written about in their order: when these are there, those before them are. */
const lastOnes = 500;

interface Staged {
  readonly id: string;
  readonly version: number;
}

/**
 * Has what memory lacks, or has in an older version, written from the very pages that showed it, while the list is still
 * read. What pages don't show whole is left to the comparison.
 */
@Injectable()
export class PageStaging {
  constructor(
    private readonly staged: StagedRecords,
    private readonly ledger: Ledger,
    private readonly tombstones: Tombstones,
    private readonly queue: SweepQueue,
    private readonly stopping: Stopping,
  ) {}

  /** Where nothing is to be written yet, the stage takes nothing. @throws the error of Redis */
  async begin(module: CrmModule, { isStaged }: { readonly isStaged: boolean }): Promise<Stage> {
    if (isStaged) await this.staged.begin(module);
    return new Stage(module, isStaged ? this : undefined);
  }

  /** Queues those that memory lacks; they are synced from what the page showed. */
  async put(
    module: CrmModule,
    records: readonly CrmRecord[],
    listedAtMs: number | undefined,
  ): Promise<readonly Staged[]> {
    const settled = records.filter(({ modifiedAtMs = Infinity }) => {
      return listedAtMs !== undefined && modifiedAtMs < listedAtMs - settledForMs;
    });
    const lacking = await this.#lacking(module, settled);
    const put = new Set(await this.staged.put(module, lacking));
    const queued = lacking.filter(({ id }) => put.has(id));
    const refs = queued.map(({ id, api }): RecordRef => ({ module, id, api }));
    await this.queue.put(refs, { staged: 'all' });
    return queued.map(({ id, modifiedAtMs = 0 }) => ({ id, version: modifiedAtMs }));
  }

  /**
   * Resolves when these are in memory, or no more of them arrive: those have what was staged of them for a while yet. An
   * account's stays for its records, which are written later.
   */
  async end(module: CrmModule, awaited: readonly Staged[]): Promise<void> {
    let left = awaited;
    let patienceLeftMs = patienceMs;
    while (left.length > 0 && patienceLeftMs > 0) {
      await this.stopping.wait(lookAgainMs);
      const still = await this.#unwritten(module, left);
      patienceLeftMs = still.length < left.length ? patienceMs : patienceLeftMs - lookAgainMs;
      left = still;
    }
    if (left.length === 0 && module !== 'Accounts') await this.staged.end(module);
  }

  async #lacking(module: CrmModule, records: readonly CrmRecord[]): Promise<readonly CrmRecord[]> {
    const unwritten = await this.#unwritten(
      module,
      records.map(({ id, modifiedAtMs = 0 }) => ({ id, version: modifiedAtMs })),
    );
    const ids = new Set(unwritten.map(({ id }) => id));
    const lacking = records.filter(({ id }) => ids.has(id));
    const erased = await this.tombstones.among(lacking);
    return lacking.filter((record) => !erased.has(recordKey(record)));
  }

  async #unwritten(module: CrmModule, records: readonly Staged[]): Promise<readonly Staged[]> {
    const entries = await this.ledger.entriesOf(
      module,
      records.map(({ id }) => id),
    );
    return records.filter(({ version }, index) => (entries[index]?.version ?? -1) < version);
  }
}

/** What one comparison of a module had written from pages. */
export class Stage {
  #count = 0;
  #last: readonly Staged[] = [];

  constructor(
    private readonly module: CrmModule,
    private readonly staging: PageStaging | undefined,
  ) {}

  get count(): number {
    return this.#count;
  }

  /** Of a page, what it shows whole. `listedAtMs`: when the list was begun, epoch ms by the CRM's clock. */
  async put(page: readonly ListedRecord[], listedAtMs: number | undefined): Promise<void> {
    const records = page.flatMap(({ record }) => record ?? []);
    const put = (await this.staging?.put(this.module, records, listedAtMs)) ?? [];
    this.#count += put.length;
    this.#last = [...this.#last, ...put].slice(-lastOnes);
  }

  /** All pages were taken: resolves when what was staged is in memory, or doesn't get there. */
  async end(): Promise<void> {
    await this.staging?.end(this.module, this.#last);
  }
}

import { Injectable } from '@nestjs/common';

import { Settings } from '../../../config/settings.js';
import { type ApiModule, type CrmModule } from '../../../crm/modules.js';
import { AppError, appErrorFrom, retryLater } from '../../../kernel/app-error.js';
import { Ledger } from '../../../ledger/ledger.js';
import { outlives, Tombstones } from '../../../ledger/tombstones.js';
import { type Tombstone } from '../../../memory/graves.js';
import { MemorySink, type StoredItem } from '../../../memory/memory-sink.js';
import { PageWalk } from '../../sweep/page-walk.js';
import { type Difference, differenceOf } from './difference.js';
import { SetDigest, setHash } from './digest.js';
import { Reservoir } from './reservoir.js';
import { type Listed, listedFrom, listedText } from './sighting.js';
import { type SurveyTables } from './survey-tables.js';

const itemsAtOnce = 500;

/** What a survey of a module found. The records that differ are in its tables. */
export interface SurveyResult {
  readonly inCrm: number;
  readonly inMemory: number;
  /** Over (id, Modified_Time). */
  readonly crmDigest: string;
  readonly memoryDigest: string;
  /** Records of the CRM that were erased here: they are in no other figure. */
  readonly erased: number;
  /** How many records differ, by how. */
  readonly counts: Readonly<Record<Difference, number>>;
  /** Ids of records that both have, picked at random. */
  readonly sample: readonly string[];
}

/** Gathers a result while the memory is gone over. */
class Tally {
  readonly crm = new SetDigest();
  readonly memory = new SetDigest();
  readonly counts: Record<Difference, number> = {
    missing: 0,
    stale: 0,
    orphan: 0,
    diverged: 0,
    unledgered: 0,
    ahead: 0,
  };
  readonly sample: Reservoir<string>;
  erased = 0;

  constructor(
    sampleSize: number,
    private readonly graves: ReadonlyMap<string, Tombstone>,
  ) {
    this.sample = new Reservoir(sampleSize);
  }

  /** Whether a record that the CRM lists was erased, and must not be in memory. */
  isErased(id: string, listedMs: number | undefined): boolean {
    const tombstone = this.graves.get(id);
    return tombstone !== undefined && !outlives(tombstone, listedMs);
  }

  /** A record in memory, and the time in the CRM's list, if it is there. */
  see(id: string, listedMs: number | undefined, version: number): void {
    const hash = setHash(id, version);
    this.memory.addHash(hash);
    if (listedMs === undefined) return;
    this.crm.addHash(listedMs === version ? hash : setHash(id, listedMs));
    this.sample.offer(id);
  }

  get result(): SurveyResult {
    return {
      inCrm: this.crm.count,
      inMemory: this.memory.count,
      crmDigest: this.crm.text,
      memoryDigest: this.memory.text,
      erased: this.erased,
      counts: this.counts,
      sample: this.sample.items,
    };
  }
}

/** An API module of which the CRM shows no list, and why. */
export interface RefusedList {
  readonly api: ApiModule;
  readonly reason: string;
}

/** What was listed of a module. */
export interface CrmList {
  /** By the CRM's clock, as of when what was shown is listed; undefined for a list that an earlier attempt began. */
  readonly asOfMs: number | undefined;
  readonly refused: readonly RefusedList[];
  /** The API modules that were listed. */
  readonly listed: readonly ApiModule[];
}

/** No other attempt would be answered otherwise, until a person grants it. */
const refusals: readonly string[] = ['zoho.refused', 'zoho.scope_missing'];

/**
 * Looks at all records of a module, in the CRM by ids and times, and in memory, and finds those that differ. It changes
 * nothing but its own tables.
 */
@Injectable()
export class Survey {
  constructor(
    private readonly walk: PageWalk,
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
    private readonly settings: Settings,
    private readonly tombstones: Tombstones,
  ) {}

  /**
   * Lists what the CRM has. Goes on where the last attempt with the same tables stopped. Where meetings are shown and
   * calls are not, the meetings are listed. @throws AppError where nothing is shown, or the CRM doesn't answer
   */
  async listCrm(
    module: CrmModule,
    tables: SurveyTables,
    onProgress: (records: number) => void = () => undefined,
  ): Promise<CrmList> {
    const apis = this.settings.queue.synced.apisOf(module);
    const times: number[] = [];
    const refused: RefusedList[] = [];
    for (const api of apis) {
      if (tables.isListed(api)) continue;
      try {
        const startedAtMs = await this.#list(api, tables, onProgress);
        if (startedAtMs !== undefined) times.push(startedAtMs);
      } catch (error) {
        const { code, message: reason } = appErrorFrom(error);
        if (!refusals.includes(code) || refused.length + 1 === apis.length) throw error;
        refused.push({ api, reason });
      }
    }
    const isTimed = times.length + refused.length === apis.length;
    const asOfMs = isTimed ? Math.min(...times) : undefined;
    const isRefused = (api: ApiModule): boolean => refused.some((each) => each.api === api);
    return { asOfMs, refused, listed: apis.filter((api) => !isRefused(api)) };
  }

  async #list(
    api: ApiModule,
    tables: SurveyTables,
    onProgress: (records: number) => void,
  ): Promise<number | undefined> {
    const { startedAtMs } = await this.walk.over(api, tables.window, async (records, run) => {
      const rows = records.map(({ id, modifiedAtMs }) => {
        return [id, listedText({ api, modifiedAtMs })] as const;
      });
      await tables.census.put(new Map(rows));
      onProgress(run.records);
    });
    await tables.noteListed(api);
    return startedAtMs;
  }

  /**
   * Compares what was listed with the memory, which uses the list up. Where a part of the module wasn't listed, what
   * memory has beyond the list may be of that part: it is in no figure.
   */
  async compare(
    module: CrmModule,
    tables: SurveyTables,
    sampleSize: number,
  ): Promise<SurveyResult> {
    await this.#refuseForeignMemory(module);
    const tally = new Tally(sampleSize, await this.tombstones.of(module));
    for await (const items of inChunks(this.memory.list(module))) {
      await this.#compareItems(module, items, { tables, tally });
    }
    for await (const rows of tables.census.pages()) {
      await this.#noteMissing(rows, { tables, tally });
    }
    return tally.result;
  }

  /** A process that writes no memory may have a folder of its own for it: empty, but not a lost memory. */
  async #refuseForeignMemory(module: CrmModule): Promise<void> {
    const { works, memory } = this.settings;
    if (works || memory.sinks[0] !== 'local') return;
    if ((await this.memory.count()) > 0 || (await this.ledger.count(module)) === 0) return;
    throw new AppError(
      'sync.other_memory',
      `There is nothing in MEMORY_PATH (${memory.path}), where the workers' memory should be: give every role the same folder.`,
      { retry: retryLater },
    );
  }

  async #compareItems(
    module: CrmModule,
    items: readonly StoredItem[],
    { tables, tally }: { readonly tables: SurveyTables; readonly tally: Tally },
  ): Promise<void> {
    const ids = items.map(({ id }) => id);
    const [listed, entries] = await Promise.all([
      tables.census.get(ids),
      this.ledger.entriesOf(module, ids),
    ]);
    const found = new Map<string, { difference: Difference; listed: Listed | undefined }>();
    const isWhole = this.settings.queue.synced.apisOf(module).every((api) => tables.isListed(api));
    items.forEach((remembered, index) => {
      const { id, version } = remembered;
      const inCrm = listedFrom(listed[index]);
      if (inCrm === undefined && !isWhole) return;
      // An erased one that memory has is too many.
      const row = tally.isErased(id, inCrm?.modifiedAtMs) ? undefined : inCrm;
      tally.see(id, row?.modifiedAtMs, version);
      const listedMs = row?.modifiedAtMs;
      const difference = differenceOf({ listedMs, remembered, entry: entries[index] });
      if (difference === undefined) return;
      tally.counts[difference] += 1;
      found.set(id, { difference, listed: row });
    });
    await tables.noteDiffering(found);
    await tables.census.remove(ids);
  }

  /** What is left of the list isn't in memory. */
  async #noteMissing(
    rows: ReadonlyMap<string, string>,
    { tables, tally }: { readonly tables: SurveyTables; readonly tally: Tally },
  ): Promise<void> {
    const found = new Map<string, { difference: Difference; listed: Listed | undefined }>();
    for (const [id, text] of rows) {
      const listed = listedFrom(text);
      if (tally.isErased(id, listed?.modifiedAtMs)) {
        tally.erased += 1;
        continue;
      }
      tally.crm.add(id, listed?.modifiedAtMs ?? 0);
      tally.counts.missing += 1;
      found.set(id, { difference: 'missing', listed });
    }
    await tables.noteDiffering(found);
    await tables.census.remove([...rows.keys()]);
  }
}

async function* inChunks(
  items: AsyncIterable<StoredItem>,
): AsyncGenerator<readonly StoredItem[], void, undefined> {
  let chunk: StoredItem[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < itemsAtOnce) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

import { Injectable } from '@nestjs/common';

import { Settings } from '../../../config/settings.js';
import { type CrmModule } from '../../../crm/modules.js';
import { type RecordKey, recordKey } from '../../../crm/record-ref.js';
import { AppError, retryLater } from '../../../kernel/app-error.js';
import { Ledger } from '../../../ledger/ledger.js';
import { Tombstones } from '../../../ledger/tombstones.js';
import { CrmListing } from './crm-listing.js';
import { type Depth } from './depth.js';
import { MemorySink, type StoredItem } from '../../../memory/memory-sink.js';
import { type Difference, differenceOf } from './difference.js';
import { differenceFrom, type Listed, listedFrom } from './sighting.js';
import { type SurveyTables } from './survey-tables.js';
import { type SurveyResult, Tally } from './tally.js';

const itemsAtOnce = 2000;

interface CompareOptions {
  readonly sampleSize: number;
  readonly depth: Depth;
  /** Records of memory and of the list that were gone over, of about how many. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** What a survey goes over, besides ids and times. */
interface Course {
  readonly tables: SurveyTables;
  readonly tally: Tally;
  readonly depth: Depth;
}

/**
 * Goes over all that memory and the ledger have of a module, and finds what differs from the CRM's list. It changes
 * nothing but its own tables.
 */
@Injectable()
export class Survey {
  constructor(
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
    private readonly settings: Settings,
    private readonly tombstones: Tombstones,
    private readonly listing: CrmListing,
  ) {}

  /** Lists what the CRM has, and judges it. @throws as `CrmListing.list` */
  list(...asked: Parameters<CrmListing['list']>): ReturnType<CrmListing['list']> {
    return this.listing.list(...asked);
  }

  /** Whether nothing of the module is known yet. */
  async isFirst(module: CrmModule): Promise<boolean> {
    return (await this.ledger.count(module)) === 0;
  }

  /**
   * Compares what was listed with the memory, which uses the list up. Where a part of the module wasn't listed, what
   * memory has beyond the list may be of that part: it is in no figure.
   */
  async compare(
    module: CrmModule,
    tables: SurveyTables,
    { sampleSize, depth, onProgress }: CompareOptions,
  ): Promise<SurveyResult> {
    await this.#refuseForeignMemory(module);
    const course = {
      tables,
      tally: new Tally(sampleSize, await this.tombstones.of(module)),
      depth,
    };
    const listed = await tables.census.size();
    let done = 0;
    const tell = (more: number): void => {
      done += more;
      onProgress?.(done, Math.max(listed, done));
    };
    tell(0);
    for await (const items of inChunks(this.memory.list(module))) {
      await this.#compareItems(module, items, course);
      tell(items.length);
    }
    for await (const rows of tables.census.pages()) {
      await this.#noteMissing(module, rows, course);
      tell(rows.size);
    }
    if (this.#isWhole(module, tables)) await this.#noteGhosts(module, course);
    await countFound(course);
    return course.tally.result;
  }

  #isWhole(module: CrmModule, tables: SurveyTables): boolean {
    return this.settings.queue.synced.apisOf(module).every((api) => tables.isListed(api));
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
    { tables, tally, depth }: Course,
  ): Promise<void> {
    const ids = items.map(({ id }) => id);
    const [listed, entries, judged] = await Promise.all([
      tables.census.get(ids),
      this.ledger.entriesOf(module, ids),
      tables.differing.get(ids),
    ]);
    // What was written since the survey began was written with all that it is found by, in one step.
    const older = items.filter((_, index) => {
      return (entries[index]?.writtenAtMs ?? 0) < tables.startedAtMs;
    });
    const unfit = new Set(await this.#unfit(older, depth));
    const found = new Map<string, { difference: Difference; listed: Listed | undefined }>();
    const isWhole = this.#isWhole(module, tables);
    tally.entries += entries.filter((entry) => entry !== undefined).length;
    items.forEach((remembered, index) => {
      const { id, key, version } = remembered;
      const inCrm = listedFrom(listed[index]);
      if (inCrm === undefined && !isWhole) return;
      // An erased one that memory has is too many.
      const row = tally.isErased(id, inCrm?.modifiedAtMs) ? undefined : inCrm;
      tally.see(id, row?.modifiedAtMs, version);
      const listedMs = row?.modifiedAtMs;
      const difference = differenceOf({ listedMs, remembered, entry: entries[index] });
      if (difference !== undefined) found.set(id, { difference, listed: row });
      else if (judged[index] === undefined && unfit.has(key)) {
        found.set(id, { difference: 'index', listed: row });
      }
    });
    await tables.noteDiffering(found);
    await tables.census.remove(ids);
  }

  async #unfit(items: readonly StoredItem[], { isProbed }: Depth): Promise<readonly RecordKey[]> {
    const { index } = this.memory;
    const probed = items.filter(({ id }) => isProbed(id)).map(({ key }) => key);
    return index === undefined || probed.length === 0 ? [] : index.unfit(probed);
  }

  /** What is left of the list isn't in memory. */
  async #noteMissing(
    module: CrmModule,
    rows: ReadonlyMap<string, string>,
    { tables, tally }: Course,
  ): Promise<void> {
    const found = new Map<string, { difference: Difference; listed: Listed | undefined }>();
    const entries = await this.ledger.entriesOf(module, [...rows.keys()]);
    tally.entries += entries.filter((entry) => entry !== undefined).length;
    for (const [id, text] of rows) {
      const listed = listedFrom(text);
      if (tally.isErased(id, listed?.modifiedAtMs)) {
        tally.erased += 1;
        continue;
      }
      tally.crm.add(id, listed?.modifiedAtMs ?? 0);
      found.set(id, { difference: 'missing', listed });
    }
    await tables.noteDiffering(found);
    await tables.census.remove([...rows.keys()]);
  }

  /** Looked for only where the ledger has more than was met: each of them is asked of memory. */
  async #noteGhosts(module: CrmModule, { tables, tally }: Course): Promise<void> {
    if ((await this.ledger.count(module)) <= tally.entries) return;
    for await (const ids of this.ledger.idsOf(module)) {
      const known = await tables.differing.get(ids);
      const unknown = ids.filter((_, index) => known[index] === undefined);
      const documents = await Promise.all(
        unknown.map((id) => this.memory.get(recordKey({ module, id }))),
      );
      const ghosts = unknown.filter((_, index) => documents[index] === undefined);
      const found = { difference: 'ghost', listed: undefined } as const;
      await tables.noteDiffering(new Map(ghosts.map((id) => [id, found])));
    }
  }
}

/** Also what was found while the CRM was listed, by an earlier attempt perhaps. */
async function countFound({ tables, tally }: Course): Promise<void> {
  for await (const rows of tables.differing.pages()) {
    for (const text of rows.values()) {
      const difference = differenceFrom(text)?.difference;
      if (difference !== undefined) tally.counts[difference] += 1;
    }
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

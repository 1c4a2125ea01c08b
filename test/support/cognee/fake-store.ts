import { createHash, randomUUID } from 'node:crypto';

export interface FakeRow {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly md5: string;
  readonly text: string;
  indexed: boolean;
}

export interface FakeRun {
  readonly id: string;
  status: 'STARTED' | 'COMPLETED' | 'ERRORED';
  errorClass: string | null;
  createdAt: string;
}

export interface FakeUpload {
  readonly name: string;
  readonly label: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly text: string;
}

/** What makes a run fail, in Cognee's words. */
export class FakeRunError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly errorClass: string,
    message: string,
  ) {
    super(message);
  }
}

/** A dataset as Cognee keeps it: rows found by their bytes, runs, and one lock for every change. */
export class FakeDataset {
  readonly rows = new Map<string, FakeRow>();
  readonly runs: FakeRun[] = [];
  readonly #byMd5 = new Map<string, string>();
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    readonly id: string,
    readonly name: string,
  ) {}

  /** One change at a time, in the order of asking. */
  locked<T>(work: () => Promise<T> | T): Promise<T> {
    const turn = this.#tail.then(work);
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** Equal bytes are one row: nothing of it changes when they come again. */
  add(upload: FakeUpload): { readonly id: string; readonly isNew: boolean } {
    const md5 = createHash('md5').update(upload.text).digest('hex');
    const known = this.#byMd5.get(md5);
    if (known !== undefined && this.rows.has(known)) return { id: known, isNew: false };
    const id = randomUUID();
    this.put({ ...upload, id, md5, indexed: false });
    return { id, isNew: true };
  }

  put(row: FakeRow): void {
    this.rows.set(row.id, row);
    this.#byMd5.set(row.md5, row.id);
  }

  startRun(): FakeRun {
    const createdAt = new Date().toISOString();
    const run: FakeRun = { id: randomUUID(), status: 'STARTED', errorClass: null, createdAt };
    this.runs.unshift(run);
    return run;
  }

  /** The chunks nearest to the query; a chunk here is a whole document. */
  search(query: string, limit: number, tags: readonly string[]) {
    const sought = wordCounts(query);
    return [...this.rows.values()]
      .filter((row) => row.indexed && tags.every((tag) => row.tags.includes(tag)))
      .map((row) => ({ row, distance: 1 - likeness(sought, wordCounts(row.text)) }))
      .sort((left, right) => left.distance - right.distance)
      .slice(0, limit);
  }
}

function wordCounts(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const folded = text.normalize('NFKC').toLowerCase();
  for (const word of folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function likeness(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let product = 0;
  for (const [word, count] of one) product += count * (other.get(word) ?? 0);
  const lengths = lengthOf(one) * lengthOf(other);
  return lengths === 0 ? 0 : product / lengths;
}

function lengthOf(counts: ReadonlyMap<string, number>): number {
  return Math.hypot(...counts.values());
}

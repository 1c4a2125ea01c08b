import { type Tombstone } from '../../../memory/graves.js';
import { outlives } from '../../../ledger/tombstones.js';
import { type Difference, differences } from './difference.js';
import { SetDigest, setHash } from './digest.js';
import { Reservoir } from './reservoir.js';

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
export class Tally {
  readonly crm = new SetDigest();
  readonly memory = new SetDigest();
  readonly counts = Object.fromEntries(differences.map((each) => [each, 0])) as Record<
    Difference,
    number
  >;
  readonly sample: Reservoir<string>;
  erased = 0;
  /** Ledger entries of records that the CRM or memory has. */
  entries = 0;

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

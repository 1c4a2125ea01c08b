import { type RecordKey } from '../../../src/crm/record-ref.js';
import { FakeCognee } from '../../support/cognee/fake-cognee.js';
import { type FakeDataset, type FakeRow } from '../../support/cognee/fake-store.js';
import { type Applied } from '../check/history.js';
import { markIn } from '../load/mark.js';
import { type Sequence } from '../load/sequence.js';

/** A Cognee as the workers see one, that keeps a log of everything that is applied to it. */
export class RecordingMemory {
  readonly applied: Applied[] = [];

  private constructor(
    readonly server: FakeCognee,
    private readonly sequence: Sequence,
  ) {
    server.onRow = (happened, row, dataset) => {
      this.#note(happened, row, dataset);
    };
  }

  static async start(sequence: Sequence): Promise<RecordingMemory> {
    return new RecordingMemory(await new FakeCognee().start(), sequence);
  }

  /** The versions that memory shows now, per record. */
  held(): ReadonlyMap<RecordKey, readonly number[]> {
    const held = new Map<RecordKey, number[]>();
    for (const dataset of this.server.datasets.values()) {
      for (const row of dataset.rows.values()) {
        const key = keyOf(row);
        held.set(key, [...(held.get(key) ?? []), markIn(row.text).version]);
      }
    }
    return held;
  }

  #note(happened: 'added' | 'removed', row: FakeRow, dataset: FakeDataset): void {
    const key = keyOf(row);
    const seq = this.sequence.next();
    if (happened === 'added') this.applied.push({ kind: 'put', key, seq, ...markIn(row.text) });
    else if (![...dataset.rows.values()].some((other) => keyOf(other) === key)) {
      this.applied.push({ kind: 'emptied', key, seq });
    }
  }
}

function keyOf({ metadata }: FakeRow): RecordKey {
  return metadata['key'] as RecordKey;
}

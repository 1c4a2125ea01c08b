import { describe, expect, it } from '@jest/globals';

import { type RecordKey } from '../../crm/record-ref.js';
import { type DatasetRow } from './api/cognee-answers.js';
import { auditPlan } from './dataset-audit.js';
import { type HeldVersion, type IndexEntry } from './index-entry.js';

const key: RecordKey = 'Deals/1';

function row(ref: string, version = 1, storedAtMs = version): DatasetRow {
  return { ref, facts: { key, version, contentHash: `h${version}`, title: 'T', storedAtMs } };
}

function held(ref: string, version = 1): HeldVersion {
  const contentHash = `h${version}`;
  return { ref, version, contentHash, title: 'T', storedAtMs: version, indexed: true };
}

function entry(ref: string, values: Partial<IndexEntry> = {}): IndexEntry {
  return { ...held(ref), superseded: [], removing: false, heldBody: undefined, ...values };
}

function planFor(rows: readonly DatasetRow[], known: IndexEntry | undefined) {
  const { put, forget, removeRefs } = auditPlan(rows, new Map(known && [[key, known]]));
  const adopted = put.map(({ entry: { ref, superseded } }) => [
    ref,
    ...superseded.map((v) => v.ref),
  ]);
  return { adopted, forget, removeRefs };
}

const nothing = { adopted: [], forget: [], removeRefs: [] };

describe('auditPlan', () => {
  it.each<
    [string, readonly DatasetRow[], IndexEntry | undefined, Partial<typeof nothing> | object]
  >([
    ['changes nothing where both agree', [row('a')], entry('a'), {}],
    ['leaves documents of others alone', [{ ref: 'x', facts: undefined }], undefined, {}],
    ['takes in what only Cognee knows', [row('a')], undefined, { adopted: [['a']] }],
    [
      'takes the newest version in, the others as older ones',
      [row('a', 1), row('c', 3), row('b', 2)],
      undefined,
      { adopted: [['c', 'b', 'a']] },
    ],
    ['forgets what Cognee has lost', [], entry('a'), { forget: [key] }],
    [
      'falls back to an older version that is left',
      [row('a', 1)],
      entry('b', { version: 2, superseded: [held('a')] }),
      { adopted: [['a']] },
    ],
    [
      'removes a twin that is no newer',
      [row('a', 1), row('b', 1)],
      entry('a'),
      { removeRefs: ['b'] },
    ],
    [
      'takes in a newer version whose add was never answered',
      [row('a', 1), row('b', 2)],
      entry('a'),
      { adopted: [['b', 'a']] },
    ],
    [
      'ends a removal that was cut off',
      [row('a', 1)],
      entry('a', { removing: true }),
      { forget: [key], removeRefs: ['a'] },
    ],
    ['keeps what is held back on purpose', [], entry('', { heldBody: 'body' }), {}],
  ])('%s', (_, rows, known, expected) => {
    expect(planFor(rows, known)).toEqual({ ...nothing, ...expected });
  });
});

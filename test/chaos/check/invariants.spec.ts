import { describe, expect, it } from '@jest/globals';

import { acknowledged, aHistory, emptied, key, put, state } from './a-history.js';
import { type History } from './history.js';
import { type Invariant, invariantNames, violationsOf } from './invariants.js';

type Row = readonly [fact: string, differences: Partial<History>];

const none = new Map();
const given = new Set([key]);
const counts = (differences: object): Partial<History> => {
  const { counted } = aHistory();
  return { counted: { ...counted!, ...differences } };
};
const answers = (differences: object): Partial<History> => ({
  answers: { ...aHistory().answers, ...differences },
});
const disturbed = (differences: object): Partial<History> => ({
  disturbances: { ...aHistory().disturbances, ...differences },
});

/** Histories that break an invariant; some break others, too. */
const broken: Readonly<Record<Invariant, readonly Row[]>> = {
  I1: [
    ['an acknowledged record that memory never got', { held: none }],
    ['an acknowledged update that memory never got', { acknowledged: [acknowledged(2)] }],
    [
      'an acknowledged deletion whose document is still there',
      { truth: [state(1, 1), state(2, 3, true)], acknowledged: [acknowledged(2)] },
    ],
    [
      'an acknowledged restoration, where memory stands at the deletion',
      {
        truth: [state(1, 1), state(2, 3, true), state(3, 5)],
        acknowledged: [acknowledged(3)],
        held: none,
      },
    ],
  ],
  I2: [
    ['an older version after a newer', { applied: [put(2, 3), put(1, 4)] }],
    [
      'an older version after its deletion',
      {
        truth: [state(1, 1), state(2, 2), state(3, 4, true)],
        applied: [put(2, 3), emptied(5), put(1, 6)],
      },
    ],
    [
      'the same version again after its deletion',
      { truth: [state(1, 1), state(2, 3, true)], applied: [put(1, 2), emptied(4), put(1, 5)] },
    ],
  ],
  I3: [
    ['a version that never was', { applied: [put(7, 2)] }],
    ['a version that was of other content', { applied: [{ ...put(1, 2), nonce: 'x' } as never] }],
    ['a version before it was', { truth: [state(1, 5)] }],
    ['a document of a deleted state', { truth: [state(1, 1, true)] }],
    ['a removal of what was not deleted', { applied: [put(1, 2), emptied(3)] }],
    [
      'a removal before the deletion',
      { truth: [state(1, 1), state(2, 9, true)], applied: [put(1, 2), emptied(3)] },
    ],
  ],
  I4: [
    ['deliveries that were received and not answered', counts({ total_events: 2 })],
    ['a delivery that was answered and not counted', answers({ accepted: 2 })],
    ['a refusal that nobody was sent', counts({ total_events: 2, failed_events: 1 })],
    ['a duplicate that was counted as another', answers({ accepted: 0, duplicate: 1 })],
    ['an accepted record that came to no end', answers({ acceptedRecords: 2 })],
    ['a run that nobody asked for', counts({ events_succeeded: 2 })],
    ['another count in /metrics', { scraped: { queued_events: 2, duplicated_events: 0 } }],
    ['counts that can not be read', { counted: undefined }],
    [
      'deliveries that do not add up, after all was killed',
      {
        ...counts({ total_events: 2 }),
        ...disturbed({ webKilled: true, workerKilled: true, redisDisturbed: true }),
      },
    ],
  ],
  I5: [
    ['a memory that never was true', { convergedAfterMs: undefined }],
    ['two documents of one record', { held: new Map([[key, [1, 1]]]) }],
    ['a document of a record that never was', { truth: [], held: new Map([[key, [1]]]) }],
    ['an old document', { truth: [state(1, 1), state(2, 3)] }],
    ['a document of a deleted record', { truth: [state(1, 1), state(2, 3, true)] }],
  ],
  I6: [
    ['an acknowledged record that was never read', { looks: [] }],
    ['one that was read only before it was told of', { looks: [{ key, atMs: 999 }] }],
  ],
};

const kept: readonly Row[] = [
  ['a record that was created, written and read', {}],
  [
    'a record that was given up',
    { held: none, applied: [], looks: [], deadLetters: given, convergedAfterMs: 10 },
  ],
  [
    'a deletion',
    {
      truth: [state(1, 1), state(2, 3, true)],
      acknowledged: [acknowledged(1), acknowledged(2)],
      applied: [put(1, 2), emptied(4)],
      held: none,
    },
  ],
  [
    'a deletion that was skipped over by a restoration',
    {
      truth: [state(1, 1), state(2, 3, true), state(3, 4)],
      acknowledged: [acknowledged(2)],
      applied: [put(1, 2), put(3, 5)],
      held: new Map([[key, [3]]]),
    },
  ],
  [
    'a record that was deleted, restored and deleted before memory was emptied once',
    {
      truth: [state(1, 1), state(2, 3, true), state(3, 4), state(4, 6, true), state(5, 8)],
      applied: [put(1, 2), emptied(5), put(3, 7), put(5, 9)],
      held: new Map([[key, [5]]]),
    },
  ],
  ['an unanswered delivery that was counted', { ...answers({ accepted: 0, unanswered: 1 }) }],
  [
    'counts that a killed web process took along',
    {
      ...answers({ accepted: 5 }),
      ...disturbed({ webKilled: true }),
      scraped: undefined,
    },
  ],
  [
    'outcomes that a killed worker took along',
    { ...answers({ acceptedRecords: 5 }), ...disturbed({ workerKilled: true }) },
  ],
  [
    'runs that a sweep asked for',
    { ...counts({ events_succeeded: 9 }), ...disturbed({ swept: true }) },
  ],
];

describe('the invariants', () => {
  it.each(kept)('hold of %s', (_fact, differences) => {
    expect(violationsOf(aHistory(differences))).toEqual([]);
  });

  const rows = invariantNames.flatMap((name) =>
    broken[name].map(([fact, differences]) => [name, fact, differences] as const),
  );

  it.each(rows)('%s is broken by %s', (name, _fact, differences) => {
    const found = violationsOf(aHistory(differences)).map(({ invariant }) => invariant);
    expect(found).toContain(name);
  });
});

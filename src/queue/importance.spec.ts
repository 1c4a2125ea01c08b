import { describe, expect, it } from '@jest/globals';

import {
  type Importance,
  importances,
  isLessImportant,
  letterOf,
  priorityOf,
} from './importance.js';

describe('importance', () => {
  it('puts critical changes first, then live ones, then parents, then sweeps', () => {
    const byPriority = [...importances].sort((a, b) => priorityOf(a) - priorityOf(b));

    expect(byPriority).toEqual(['critical', 'live', 'parent', 'sweep']);
    expect(importances.map(priorityOf)).toEqual([1, 2, 3, 4]);
  });

  it('has a letter of its own for every class', () => {
    expect(new Set(importances.map(letterOf)).size).toBe(importances.length);
  });

  it.each<[Importance, readonly Importance[]]>([
    ['critical', ['live', 'parent', 'sweep']],
    ['live', ['parent', 'sweep']],
    ['parent', ['sweep']],
    ['sweep', []],
  ])('tells by a job id what is less important than %s', (importance, less) => {
    const found = importances.filter((other) =>
      isLessImportant(`${letterOf(other)}-4711-abc1`, importance),
    );

    expect(found).toEqual(less);
  });

  it.each(['4711', 'x-4711', 'critical-4711', '', '-'])(
    'takes the job id %j, which has another form, for less important',
    (jobId) => {
      expect(isLessImportant(jobId, 'sweep')).toBe(true);
    },
  );
});

import { expect, it } from '@jest/globals';

import { believableDeletions } from './believable-deletions.js';

it.each([
  [0, 20],
  [399, 20],
  [400, 20],
  [100_000, 5000],
])('of %i documents, %i may vanish without looking like a lost permission', (all, most) => {
  expect(believableDeletions(all)).toBe(most);
});

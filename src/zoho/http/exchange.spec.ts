import { describe, expect, it } from '@jest/globals';

import { expectLinear } from '../../../test/support/linear-time.js';
import { isPage } from './exchange.js';

describe('an answer that is no JSON', () => {
  it.each([
    ['<!DOCTYPE html><p>', true],
    ['\ufeff <html lang="en">', true],
    ['<!-- a --> <!-- b --><body>', true],
    ['<!-- a > b --><head>', true],
    ['<!-- <html> -->text', false],
    ['<htmlish>', false],
    ['Bad gateway', false],
  ])('%j is a page: %s', (text, is) => {
    expect(isPage(text)).toBe(is);
  });

  it.each(['<!-- a -->', '<!-- ', ' ', '<'])(
    'of many %j takes no longer than its length',
    (piece) => {
      expectLinear((n) => isPage(`${piece.repeat(n)}x`));
    },
  );
});

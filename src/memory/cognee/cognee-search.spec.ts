import { describe, expect, it } from '@jest/globals';

import { type RecordKey } from '../../crm/record-ref.js';
import { type FoundChunk } from './api/cognee-answers.js';
import { hitsFrom, queryFrom } from './cognee-search.js';
import { type IndexEntry } from './index-entry.js';

describe('queryFrom', () => {
  it.each([
    ['who is Jane?', 'who is Jane?'],
    ['a\u0000b\u200bc', 'a b c'],
    ['half \ud83c of a character', 'half   of a character'],
  ])('makes %j into %j', (text, query) => {
    expect(queryFrom(text)).toBe(query);
  });

  it.each(['', ' ', '…', '🎉', '\u0000', '"" * ()'])('finds no question in %j', (text) => {
    expect(queryFrom(text)).toBeUndefined();
  });

  it('asks no more than a model reads', () => {
    expect(queryFrom('x'.repeat(100_000))).toHaveLength(2000);
  });
});

describe('hitsFrom', () => {
  const held: IndexEntry = {
    ref: 'new',
    version: 2,
    contentHash: 'h',
    title: 'T',
    storedAtMs: 1,
    indexed: false,
    superseded: [
      { ref: 'old', version: 1, contentHash: 'g', title: 'T', storedAtMs: 0, indexed: true },
    ],
    removing: false,
    heldBody: undefined,
  };
  const chunk = (key: RecordKey, ref: string, distance: number): FoundChunk => ({
    ref,
    distance,
    text: `about ${key}`,
    facts: { key, version: 1, contentHash: 'h', title: `Title ${key}`, storedAtMs: 0 },
  });
  const keysOf = (chunks: readonly FoundChunk[], entry: IndexEntry = held) =>
    hitsFrom(chunks, new Map([['Deals/1', entry]]), 'about').map(({ key, score }) => [key, score]);

  it('gives a record once, by its best chunk', () => {
    const chunks = [chunk('Deals/1', 'new', 0.5), chunk('Deals/1', 'old', 0.25)];

    expect(keysOf(chunks)).toEqual([['Deals/1', 0.75]]);
  });

  it.each([
    ['a version that nobody knows', chunk('Deals/1', 'stray', 0.1)],
    ['a record that nobody knows', chunk('Deals/2', 'new', 0.1)],
    ['a document of somebody else', { ref: 'new', distance: 0, text: 'x', facts: undefined }],
    ['a text without anything in common', chunk('Deals/1', 'new', 1)],
  ])('leaves out %s', (_, found) => {
    expect(keysOf([found])).toEqual([]);
  });

  it('leaves out a record that is being removed', () => {
    expect(keysOf([chunk('Deals/1', 'new', 0.1)], { ...held, removing: true })).toEqual([]);
  });
});

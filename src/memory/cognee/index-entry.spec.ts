import { describe, expect, it } from '@jest/globals';

import { entryText, type HeldVersion, type IndexEntry, indexEntryFrom } from './index-entry.js';

const version: HeldVersion = {
  ref: 'r1',
  version: 1,
  contentHash: 'c',
  title: 't',
  storedAtMs: 2,
  indexed: true,
};
const entry: IndexEntry = {
  ...version,
  superseded: [{ ...version, ref: 'r0', indexed: false }],
  removing: true,
  heldBody: 'body',
};
const textWith = (parts: object): string => JSON.stringify({ ...entry, ...parts });

describe('an entry of the index', () => {
  it.each([
    ['whole', entry],
    ['of one version that Cognee has', { ...entry, superseded: [], heldBody: undefined }],
  ])('%s is read as it was written', (_, written) => {
    expect(indexEntryFrom(entryText(written))).toStrictEqual(written);
  });

  it.each([
    ['no older versions', { superseded: undefined }, { superseded: [] }],
    ['an older version that is none', { superseded: [{ ref: 'r0' }, 7] }, { superseded: [] }],
    ['no time', { storedAtMs: 'x' }, { storedAtMs: 0 }],
    ['no word of indexing', { indexed: undefined }, { indexed: false }],
    ['no word of removal', { removing: 1 }, { removing: false }],
    ['a body that is none', { heldBody: null }, { heldBody: undefined }],
  ])('with %s is read', (_, parts, read) => {
    expect(indexEntryFrom(textWith(parts))).toStrictEqual({ ...entry, ...read });
  });

  it.each([
    ['nothing', null],
    ['nothing at all', undefined],
    ['no JSON', '{'],
    ['no id', textWith({ ref: 1 })],
    ['no version', textWith({ version: '1' })],
    ['no hash', textWith({ contentHash: undefined })],
    ['no title', textWith({ title: null })],
  ])('is not found in %s', (_, text) => {
    expect(indexEntryFrom(text)).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';

import { type LedgerEntry, ledgerEntryFrom, ledgerTextFrom } from './ledger-entry.js';

const entry: LedgerEntry = {
  version: 1_750_000_000_000,
  contentHash: 'c0ffee',
  factsHash: 'facade',
  rendering: 'f00d',
  sinkRef: 'doc-1',
  name: '"Ä" of\nAcme',
  parent: { module: 'Accounts', id: '7' },
  mentions: [{ key: 'Accounts/7', name: 'Acme' }],
  summary: { stage: 'Won' },
  writtenAtMs: 1_750_000_000_001,
};

function textWith(parts: object): string {
  return JSON.stringify({ ...entry, ...parts });
}

describe('ledgerEntryFrom', () => {
  it.each<[string, LedgerEntry]>([
    ['an entry', entry],
    ['an entry without a parent', { ...entry, parent: undefined }],
    ['an entry without a summary', { ...entry, summary: undefined }],
    [
      'an entry on an activity of a known API module',
      { ...entry, parent: { module: 'Activities', id: '7', api: 'Calls' } },
    ],
  ])('reads %s as it was written', (_, written) => {
    expect(ledgerEntryFrom(ledgerTextFrom(written))).toStrictEqual(written);
  });

  it.each([
    ['a parent of no known module', { parent: { module: 'no-module', id: '7' } }, 'parent'],
    ['a parent without an id', { parent: { module: 'Deals' } }, 'parent'],
    ['a parent that is a text', { parent: 'Accounts/7' }, 'parent'],
  ])('reads an entry without %s', (_, parts, name) => {
    expect(ledgerEntryFrom(textWith(parts))).toStrictEqual({ ...entry, [name]: undefined });
  });

  it.each([
    ['no list', undefined],
    ['a record of no known module', [{ key: 'no-module/1', name: 'Ada' }]],
    ['a record without a name', [{ key: 'Deals/1' }]],
  ])('reads an entry that mentions %s', (_, mentions) => {
    expect(ledgerEntryFrom(textWith({ mentions }))).toStrictEqual({ ...entry, mentions: [] });
  });

  it('takes an entry that does not say when it was written for an old one', () => {
    expect(ledgerEntryFrom(textWith({ writtenAtMs: 'today' }))).toMatchObject({ writtenAtMs: 0 });
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['an empty text', ''],
    ['no JSON', '{'],
    ['a JSON of nothing', 'null'],
    ['a list', '[]'],
    ['a version that is a text', textWith({ version: '1' })],
    ['no hash', textWith({ contentHash: undefined })],
    ['no id of the memory', textWith({ sinkRef: null })],
    ['no name', textWith({ name: 7 })],
  ])('knows of no entry in %s', (_, text) => {
    expect(ledgerEntryFrom(text)).toBeUndefined();
  });
});

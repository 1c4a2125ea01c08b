import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';

import { type MemoryDocument } from '../memory-document.js';
import {
  bodyFrom,
  factsFrom,
  fileNameOf,
  fileTextOf,
  flawOf,
  metadataOf,
  plainChunk,
} from './cognee-document.js';

function documentOf(body: string, values: Partial<MemoryDocument> = {}): MemoryDocument {
  const contentHash = createHash('sha256').update(body).digest('hex');
  return {
    key: 'Deals/7',
    module: 'Deals',
    id: '7',
    title: 'Pilot',
    version: 5,
    ...values,
    body,
    contentHash,
  };
}

describe('fileTextOf', () => {
  it.each([
    ['', 'T'],
    ['one line', 'T'],
    ['# A\n\nB\n', 'two\nlines'],
    ['\n\n', ''],
    ['a\r\nb\rc', 'T'],
    ['␍ ␍- ␍␍-', 'T'],
    ['end 0000000000000000\n', 'end 0000000000000000'],
  ])('gives %j back to bodyFrom', (body, title) => {
    const document = documentOf(body, { title });

    expect(bodyFrom(fileTextOf(document), document.contentHash)).toBe(body);
  });

  it('holds no carriage return, which Cognee would lose', () => {
    expect(fileTextOf(documentOf('a\r\nb'))).not.toContain('\r');
  });

  it('differs for two records, and for two versions, of equal content', () => {
    const texts = [
      documentOf('same'),
      documentOf('same', { version: 6 }),
      documentOf('same', { key: 'Deals/8', id: '8' }),
    ].map(fileTextOf);

    expect(new Set(texts).size).toBe(3);
  });

  it('is no text of ours when it was cut', () => {
    const document = documentOf('body');

    expect(bodyFrom(fileTextOf(document).slice(0, -3), document.contentHash)).toBeUndefined();
    expect(bodyFrom('something else', document.contentHash)).toBeUndefined();
  });
});

it('plainChunk leaves what the document says', () => {
  expect(plainChunk(fileTextOf(documentOf('# Pilot\n\nStage: won')))).toBe(
    'Pilot\n# Pilot\n\nStage: won',
  );
  expect(plainChunk('from the middle of a long text')).toBe('from the middle of a long text');
});

it('a file name differs with the content, because Cognee refuses a known one with another', () => {
  expect(fileNameOf(documentOf('a'))).not.toBe(fileNameOf(documentOf('b')));
});

describe('factsFrom', () => {
  it('reads what metadataOf wrote, also with what Cognee adds', () => {
    const { key, version, contentHash, title } = documentOf('a');
    const stored = { ...metadataOf(documentOf('a'), 9), node_set: ['zoho'], _cognee: {} };

    expect(factsFrom(JSON.parse(JSON.stringify(stored)))).toEqual({
      key,
      version,
      contentHash,
      title,
      storedAtMs: 9,
    });
  });

  it.each([
    null,
    'x',
    {},
    { source: 'other', key: 'Deals/7' },
    { source: 'zoho-webhook-sync', key: 'no-module/1' },
  ])('takes %j for a document of somebody else', (metadata) => {
    expect(factsFrom(metadata)).toBeUndefined();
  });
});

it.each<[Partial<MemoryDocument>, boolean]>([
  [{}, true],
  [{ version: 0.5 }, false],
  [{ version: -1 }, false],
  [{ key: 'Deals/8' }, false],
  [{ id: '../7', key: 'Deals/../7' }, false],
])('a document with %j can be held: %s', (values, holds) => {
  expect(flawOf(documentOf('a', values)) === undefined).toBe(holds);
});

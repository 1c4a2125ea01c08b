import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyText } from '../../test/support/arbitraries.js';
import { always } from '../../test/support/properties.js';
import { usualModules, type CrmModule } from '../crm/modules.js';
import { chunksOf } from './chunks.js';
import { prepareSchema } from './local/local-schema.js';
import { removeDocument, writeDocument } from './local/local-writes.js';
import { plainLine } from './search/excerpt.js';
import { plain, searchableText } from './search/searchable-text.js';
import { searchDocuments } from './local/local-search.js';
import { allSynonyms } from './search/synonyms.js';
import { SqliteConnection } from './local/sqlite/sqlite-connection.js';

describe('chunks', () => {
  it('hold every item once, in order, within the limits, and as many as fit', () => {
    const anyLimits = fc.record({
      count: fc.integer({ min: 1, max: 6 }),
      size: fc.integer({ min: 1, max: 50 }),
    });
    always([fc.array(fc.nat({ max: 60 }), { maxLength: 40 }), anyLimits], (items, limits) => {
      const chunks = chunksOf(items, limits, (item) => item);
      const sizeOf = (chunk: readonly number[]) => chunk.reduce((sum, item) => sum + item, 0);

      expect(chunks.flat()).toEqual(items);
      for (const [index, chunk] of chunks.entries()) {
        expect(chunk.length).toBeGreaterThan(0);
        expect(chunk.length).toBeLessThanOrEqual(limits.count);
        if (chunk.length > 1) expect(sizeOf(chunk)).toBeLessThanOrEqual(limits.size);
        const next = chunks[index + 1]?.[0];
        const hadRoom = chunk.length < limits.count && sizeOf(chunk) + (next ?? 0) <= limits.size;
        if (next !== undefined) expect(hadRoom).toBe(false);
      }
    });
  });
});

describe('the words of any text', () => {
  const anyModule = fc.constantFrom(...usualModules);
  const synonyms = allSynonyms('', plain);
  let memory: SqliteConnection;

  beforeAll(() => {
    memory = new SqliteConnection(':memory:');
    prepareSchema(memory, ':memory:');
  });

  afterAll(() => {
    memory.close();
  });

  const found = (text: string, module: CrmModule = 'Deals', asked = text): readonly string[] => {
    const key = `${module}/1` as const;
    const document = { key, module, id: '1', title: '', body: text, contentHash: '', version: 0 };
    memory.transaction(() => {
      removeDocument(memory, key);
      writeDocument(memory, document, 0);
    });
    const search = { text: asked, modules: [module], limit: 10 };
    const hits = searchDocuments(memory, search, synonyms);
    memory.transaction(() => removeDocument(memory, key));
    return hits.map((hit) => hit.key);
  };

  it('make a question that SQLite understands', () => {
    always([anyText(), anyModule], (text, module) => {
      expect(() => found(text, module)).not.toThrow();
    });
  });

  it('find letters of a script without spaces that a question word stands between', () => {
    expect(found('会 AND 会')).toEqual(['Deals/1']);
  });

  it('find the text itself', () => {
    // Letters that SQLite knows as well: which characters are letters is another matter with every Unicode.
    const part = fc.constantFrom(
      'a',
      'Z',
      '7',
      'é',
      'e\u0301',
      'ß',
      'Ｑ',
      'ﬁ',
      'Ω',
      'я',
      'ע',
      'ب',
      'हि',
      '会',
      '議',
      'か',
      'ก',
      '한',
      ' ',
      ' ',
      '-',
      '.',
      '@',
      '"',
      "'",
      '*',
      '(',
      ')',
      ':',
      '^',
      '+',
      '\u200b',
      '\u0000',
      '\n',
      ' AND ',
      ' OR ',
      ' NOT ',
      ' NEAR(',
      '{key} :',
      'x'.repeat(40),
    );
    const text = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));
    always([text, anyModule], (told, module) => {
      const keys = found(told, module);

      if (/[A-Za-z0-9]/.test(told)) expect(keys).toEqual([`${module}/1`]);
    });
  });

  it('are found in their plain forms: nobody types ligatures or full-width letters', () => {
    const parts = fc.array(fc.constantFrom('ﬁ', 'Ｑ', '７', 'Ⅳ', 'ﬀ'), {
      minLength: 1,
      maxLength: 3,
    });
    always([parts.map((list) => list.join(''))], (told) => {
      expect(found(told, undefined, told.normalize('NFKC'))).toEqual(['Deals/1']);
    });
  });

  it('are shown in one line, without the seams of the index', () => {
    always([anyText()], (text) => {
      const shown = plainLine(searchableText(text));

      expect(shown).not.toMatch(/[\n\r\u200b]/);
      expect(shown).toBe(shown.trim());
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { prepareSchema } from './local-schema.js';
import { countSpellings, spelledLike } from './local-spellings.js';
import { SqliteConnection } from './sqlite/sqlite-connection.js';

describe('the spellings of a memory', () => {
  let memory: SqliteConnection;

  beforeAll(() => {
    memory = new SqliteConnection(':memory:');
    prepareSchema(memory, ':memory:');
    countSpellings(memory, '', 'Account: Kestrel Freight Group (Accounts/1)');
    countSpellings(memory, '', 'Deal: Kestrel Telematics (Deals/1)');
  });

  afterAll(() => {
    memory.close();
  });

  it.each([
    ['kestral', ['kestrel']],
    ['frieght', ['freight']],
    ['xestrel', ['kestrel']],
    ['kes', []],
    ['orchard', []],
  ])('take %s for %j', (word, words) => {
    expect(spelledLike(memory, word)).toEqual(words);
  });

  it('forget a word once no title has it', () => {
    countSpellings(memory, 'Deal: Kestrel Telematics (Deals/1)', '');

    expect(spelledLike(memory, 'telematix')).toEqual([]);
    expect(spelledLike(memory, 'kestral')).toEqual(['kestrel']);
  });
});

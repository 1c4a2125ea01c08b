import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { prepareSchema } from '../local-schema.js';
import { SqliteConnection } from '../sqlite-connection.js';
import { countSpellings, editDistance, spelledLike } from './spellings.js';

describe('editDistance', () => {
  it.each([
    ['lindquist', 'lindqvist', 1],
    ['frieght', 'freight', 1],
    ['martha', 'marta', 1],
    ['machinenbau', 'maschinenbau', 1],
    ['same', 'same', 0],
    ['acme', 'globex', 3],
  ])('of %s and %s is %i, or more than two', (left, right, distance) => {
    expect(editDistance(left, right, 2)).toBe(distance);
  });
});

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

import { canBeMisspelt, beginningOf, endingOf, mostLookedAt } from '../search/spellings.js';
import { nearestSpellings, type Spelling, spelledWords } from '../search/spellings.js';
import { type SqliteConnection } from './sqlite/sqlite-connection.js';

const addSql = `
INSERT INTO spellings (word, ending, uses) VALUES (?, ?, 1)
ON CONFLICT DO UPDATE SET uses = uses + 1`;
const takeSql = 'UPDATE spellings SET uses = uses - 1 WHERE word = ?';
const dropSql = 'DELETE FROM spellings WHERE word = ? AND uses < 1';
const beginningSql = `SELECT word, uses FROM spellings WHERE word >= ? AND word < ? LIMIT ${mostLookedAt}`;
const endingSql = `SELECT word, uses FROM spellings WHERE ending = ? LIMIT ${mostLookedAt}`;

/** Counts the words of a title in place of those that it had; a word that none has any more is forgotten. */
export function countSpellings(connection: SqliteConnection, before: string, after: string): void {
  const [old, present] = [spelledWords(before), spelledWords(after)];
  for (const word of old) {
    if (present.has(word)) continue;
    connection.run(takeSql, word);
    connection.run(dropSql, word);
  }
  for (const word of present) {
    if (!old.has(word)) connection.run(addSql, word, endingOf(word));
  }
}

/** Words of titles that this one may have been meant to be, the nearest first. */
export function spelledLike(connection: SqliteConnection, word: string): readonly string[] {
  if (!canBeMisspelt(word)) return [];
  const beginning = beginningOf(word);
  const looked = [
    ...connection.all(beginningSql, beginning, `${beginning}\u{10ffff}`),
    ...connection.all(endingSql, endingOf(word)),
  ] as readonly Spelling[];
  return nearestSpellings(word, looked);
}

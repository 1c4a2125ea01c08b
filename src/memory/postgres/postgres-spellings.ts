import { beginningOf, canBeMisspelt, endingOf, mostLookedAt } from '../search/spellings.js';
import { nearestSpellings, type Spelling } from '../search/spellings.js';
import { type Statements } from './postgres-server.js';

/** From one word to the next: however many titles have a word, it is one step. */
function distinctWordsSql(condition: string): string {
  return `
WITH RECURSIVE w (word) AS (
  (SELECT word FROM title_words WHERE ${condition} ORDER BY word LIMIT 1)
  UNION ALL
  SELECT (SELECT t.word FROM title_words AS t WHERE ${condition} AND t.word > w.word ORDER BY t.word LIMIT 1)
  FROM w WHERE w.word IS NOT NULL
)
SELECT word FROM w WHERE word IS NOT NULL LIMIT ${mostLookedAt}`;
}

const beginningSql = distinctWordsSql('word >= $1 AND word < $2');
const endingSql = distinctWordsSql('ending = $1');

/** Words of titles that this one may have been meant to be, the nearest first. */
export async function knownSpellings(
  statements: Statements,
  word: string,
): Promise<readonly string[]> {
  if (!canBeMisspelt(word)) return [];
  const beginning = beginningOf(word);
  const looked = [
    ...(await statements.rows(beginningSql, [beginning, `${beginning}\u{10ffff}`])),
    ...(await statements.rows(endingSql, [endingOf(word)])),
  ] as readonly Pick<Spelling, 'word'>[];
  return nearestSpellings(
    word,
    looked.map((each) => ({ ...each, uses: 0 })),
  );
}

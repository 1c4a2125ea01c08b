import { type CrmModule } from '../../../crm/modules.js';
import { type SqliteConnection } from '../sqlite-connection.js';
import { type Asked, type Wording } from './question.js';
import { plain } from './searchable-text.js';
import { spelledLike } from './spellings.js';

/** What is asked for, and how much it tells: rare things tell most. */
export interface Weighed extends Asked {
  readonly weight: number;
}

/** A word that more documents have only ranks those that others chose. */
const mostPerWord = 1000;
const mostCandidates = 120;
const titleWeight = 4;
const spelledWeight = 0.75;

/** The best documents by a rough count, by their numbers, and what is asked for with its weight. */
export interface Candidates {
  readonly numbers: readonly number[];
  readonly asked: readonly Weighed[];
}

interface Scope {
  readonly connection: SqliteConnection;
  readonly modules: readonly CrmModule[] | undefined;
}

/**
 * The documents worth a closer look. The work is bounded by the words of the question, not by the documents: each of
 * them chooses among a thousand at most.
 */
export function candidatesFor(scope: Scope, asked: readonly Asked[]): Candidates {
  const { connection } = scope;
  const total = (
    connection.get('SELECT max(number) AS most FROM documents') as { most: number | null }
  ).most;
  const scores = new Map<number, number>();
  const add = (numbers: readonly number[], score: number): void => {
    for (const number of numbers) scores.set(number, (scores.get(number) ?? 0) + score);
  };
  const weighed = asked.map((each): Weighed => {
    const [first] = each.wordings;
    const exact = first === undefined ? [] : matching(scope, [first]);
    const wordings = exact.length === 0 ? withSpellings(connection, each) : each.wordings;
    const others = matching(scope, wordings.slice(1));
    const known = new Set([...exact, ...others]).size;
    const weight = Math.log(1 + (total ?? 0) / (known + 0.5));
    const isCommon = exact.length >= mostPerWord;
    add(exact, weight * (isCommon ? 0.1 : 1));
    add(others, weight * (others.length >= mostPerWord ? 0.05 : 0.6));
    add(matching(scope, wordings, '{title} : '), weight * titleWeight * (isCommon ? 0.2 : 0.7));
    return { ...each, wordings, weight };
  });
  const best = [...scores].sort(([one, a], [other, b]) => b - a || other - one);
  return { numbers: best.slice(0, mostCandidates).map(([number]) => number), asked: weighed };
}

/** A word that no document has may be another one, misspelt. */
function withSpellings(
  connection: SqliteConnection,
  { wordings, isPlainWord }: Asked,
): readonly Wording[] {
  const word = plain(wordings[0]?.words[0] ?? '');
  if (!isPlainWord) return wordings;
  const found = spelledLike(connection, word).map((each): Wording => {
    return { words: [each], isBeginning: false, weight: spelledWeight };
  });
  return [...wordings, ...found];
}

/** Documents that have one of the wordings, a bounded number of them. */
function matching(
  { connection, modules }: Scope,
  wordings: readonly Wording[],
  column = '',
): readonly number[] {
  if (wordings.length === 0) return [];
  const expression = `${column}(${wordings.map(phraseOf).join(' OR ')})`;
  const rows =
    modules === undefined
      ? connection.all(
          'SELECT rowid AS number FROM words WHERE words MATCH ? LIMIT ?',
          expression,
          mostPerWord,
        )
      : connection.all(
          `SELECT w.rowid AS number FROM words AS w JOIN documents AS d ON d.number = w.rowid
           WHERE words MATCH ? AND d.module IN (${modules.map(() => '?').join(', ')}) LIMIT ?`,
          expression,
          ...modules,
          mostPerWord,
        );
  return (rows as readonly { readonly number: number }[]).map(({ number }) => number);
}

/** Words hold letters and digits only, so nothing in them needs escaping. */
function phraseOf({ words, isBeginning }: Wording): string {
  return `"${words.join(' ')}"${isBeginning ? '*' : ''}`;
}

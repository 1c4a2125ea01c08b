import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey } from '../../crm/record-ref.js';
import { placesFor } from '../facts/sql.js';
import { type MemoryHit } from '../memory-sink.js';
import { bestHits, mostSearchedBytes } from '../search/best-hits.js';
import {
  type Candidates,
  candidatesFrom,
  firstLookups,
  type LookupMatches,
} from '../search/candidates.js';
import { furtherLookups, type WordLookup, mostPerLookup } from '../search/candidates.js';
import { unknownWord, withSpellings } from '../search/candidates.js';
import { type Asked, askedIn, type Wording } from '../search/question.js';
import { type Synonyms } from '../search/synonyms.js';
import { spelledLike } from './local-spellings.js';
import { type Bytes, type SqliteConnection, textOfBytes } from './sqlite/sqlite-connection.js';

/** What is looked for, in which modules; undefined: in all. */
export interface WordSearch {
  readonly text: string;
  readonly modules: readonly CrmModule[] | undefined;
  readonly limit: number;
  /** Also what is spelt alike where there is what is spelt so. */
  readonly spelledAlike?: boolean;
}

interface TextRow {
  readonly key: RecordKey;
  readonly title: Bytes;
  /** Null for an empty one: of no bytes SQLite's `substr` makes none. */
  readonly body: Bytes | null;
}

const textSql = `
SELECT key, CAST(title AS BLOB) AS title, substr(CAST(body AS BLOB), 1, ${mostSearchedBytes}) AS body
FROM documents WHERE number = ?`;

/** The documents that answer best, best first. */
export function searchDocuments(
  connection: SqliteConnection,
  { text, modules, limit, spelledAlike = false }: WordSearch,
  synonyms: Synonyms,
): readonly MemoryHit[] {
  const sought = askedIn(text, synonyms);
  if (sought.length === 0 || limit < 1) return [];
  const { numbers, asked } = candidatesFor({ connection, modules, spelledAlike }, sought);
  const documents = numbers
    .map((number) => connection.get(textSql, number) as TextRow | undefined)
    .filter((row) => row !== undefined)
    .map(({ key, title, body }) => ({
      key,
      title: textOfBytes(title),
      body: body === null ? '' : textOfBytes(body),
    }));
  return bestHits(documents, asked, limit);
}

interface Scope {
  readonly connection: SqliteConnection;
  readonly modules: readonly CrmModule[] | undefined;
  readonly spelledAlike: boolean;
}

function candidatesFor(scope: Scope, sought: readonly Asked[]): Candidates {
  const { connection } = scope;
  const total = (
    connection.get('SELECT max(number) AS most FROM documents') as { most: number | null }
  ).most;
  const first = firstLookups(sought).map((lookup) => matching(scope, lookup));
  const asked = sought.map((each, index) => {
    const word = unknownWord(each, scope.spelledAlike ? [] : (first[index] ?? []));
    return word === undefined ? each : withSpellings(each, spelledLike(connection, word));
  });
  const further = furtherLookups(asked).map((lookup) => matching(scope, lookup));
  return candidatesFrom(asked, { first, further, total: total ?? 0 });
}

/** Documents that have one of the wordings, a bounded number of them. */
function matching(
  { connection, modules }: Scope,
  { wordings, inTitle }: WordLookup,
): LookupMatches {
  if (wordings.length === 0) return [];
  const expression = `${inTitle ? '{title} : ' : ''}(${wordings.map(phraseOf).join(' OR ')})`;
  const rows =
    modules === undefined
      ? connection.all(
          'SELECT rowid AS number FROM words WHERE words MATCH ? LIMIT ?',
          expression,
          mostPerLookup,
        )
      : connection.all(
          `SELECT w.rowid AS number FROM words AS w JOIN documents AS d ON d.number = w.rowid
           WHERE words MATCH ? AND d.module IN (${placesFor(modules)}) LIMIT ?`,
          expression,
          ...modules,
          mostPerLookup,
        );
  return (rows as readonly { readonly number: number }[]).map(({ number }) => number);
}

/** Words hold letters and digits only, so nothing in them needs escaping. */
function phraseOf({ words, isBeginning }: Wording): string {
  return `"${words.join(' ')}"${isBeginning ? '*' : ''}`;
}

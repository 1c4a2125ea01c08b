import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey } from '../../crm/record-ref.js';
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
import { type Asked, askedIn } from '../search/question.js';
import { type Synonyms } from '../search/synonyms.js';
import { wordQuery } from './indexed-words.js';
import { knownSpellings } from './postgres-spellings.js';
import { type Statements } from './postgres-server.js';

/** What is looked for, in which modules; undefined: in all. */
interface WordSearch {
  readonly text: string;
  readonly modules: readonly CrmModule[] | undefined;
  readonly limit: number;
  /** Also what is spelt alike where there is what is spelt so. */
  readonly spelledAlike?: boolean;
}

interface TextRow {
  readonly number: number;
  readonly key: RecordKey;
  readonly title: Buffer;
  readonly body: Buffer;
}

/** All lookups in one statement: the way to the server costs more than the index. */
const lookupsSql = `
SELECT q.place, m.number
FROM unnest($1::integer[], $2::text[]) AS q (place, words)
CROSS JOIN LATERAL (
  SELECT number FROM documents AS d
  WHERE d.words @@ q.words::tsquery AND ($3::text[] IS NULL OR d.module = ANY($3::text[]))
  LIMIT ${mostPerLookup}
) AS m`;

const textsSql = `
SELECT number, key, title, substring(body FROM 1 FOR ${mostSearchedBytes}) AS body
FROM documents WHERE number = ANY($1::bigint[])`;

/** How many documents there are: about, where there are many. */
const totalSql = `
SELECT CASE WHEN reltuples > 10000 THEN reltuples::bigint ELSE (SELECT count(*) FROM documents) END AS n
FROM pg_class WHERE oid = 'documents'::regclass`;

/** The documents that answer best, best first. */
export async function searchByWords(
  statements: Statements,
  { text, modules, limit, spelledAlike = false }: WordSearch,
  synonyms: Synonyms,
): Promise<readonly MemoryHit[]> {
  const sought = askedIn(text, synonyms);
  if (sought.length === 0 || limit < 1) return [];
  const { numbers, asked } = await candidatesFor({ statements, modules, spelledAlike }, sought);
  const rows = (await statements.rows(textsSql, [numbers])) as readonly TextRow[];
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  const documents = numbers
    .map((number) => byNumber.get(number))
    .filter((row) => row !== undefined)
    .map(({ key, title, body }) => ({
      key,
      title: title.toString('utf8'),
      body: body.toString('utf8'),
    }));
  return bestHits(documents, asked, limit);
}

interface Scope {
  readonly statements: Statements;
  readonly modules: readonly CrmModule[] | undefined;
  readonly spelledAlike: boolean;
}

async function candidatesFor(scope: Scope, sought: readonly Asked[]): Promise<Candidates> {
  const first = await matchesOf(scope, firstLookups(sought));
  const asked: Asked[] = [];
  for (const [index, each] of sought.entries()) {
    const word = unknownWord(each, scope.spelledAlike ? [] : (first[index] ?? []));
    const words = word === undefined ? [] : await knownSpellings(scope.statements, word);
    asked.push(withSpellings(each, words));
  }
  const further = await matchesOf(scope, furtherLookups(asked));
  const [row] = await scope.statements.rows(totalSql);
  const { n: total } = row as { readonly n: number };
  return candidatesFrom(asked, { first, further, total });
}

async function matchesOf(
  { statements, modules }: Scope,
  lookups: readonly WordLookup[],
): Promise<readonly LookupMatches[]> {
  const queries = lookups.flatMap(({ wordings, inTitle }, place) => {
    const words = wordQuery(wordings, inTitle);
    return words === undefined ? [] : [{ place, words }];
  });
  const numbers = lookups.map((): number[] => []);
  const rows = await statements.rows(lookupsSql, [
    queries.map(({ place }) => place),
    queries.map(({ words }) => words),
    modules ?? null,
  ]);
  for (const { place, number } of rows as readonly { place: number; number: number }[]) {
    numbers[place]?.push(number);
  }
  return numbers;
}

import { type CrmModule } from '../../../crm/modules.js';
import { type RecordKey } from '../../../crm/record-ref.js';
import { type MemoryHit } from '../../memory-sink.js';
import { type Bytes, type SqliteConnection, textOfBytes } from '../sqlite-connection.js';
import { candidatesFor } from './candidates.js';
import { excerptOf } from './excerpt.js';
import { askedIn } from './question.js';
import { scoreOf } from './ranking.js';
import { type Synonyms } from './synonyms.js';

/** What is looked for, in which modules; undefined: in all. */
export interface WordSearch {
  readonly text: string;
  readonly modules: readonly CrmModule[] | undefined;
  readonly limit: number;
}

interface TextRow {
  readonly key: RecordKey;
  readonly title: Bytes;
  readonly body: Bytes;
}

/** Of a text that is longer, the beginning is looked at. */
const mostBytes = 100_000;

const textSql = `
SELECT key, CAST(title AS BLOB) AS title, substr(CAST(body AS BLOB), 1, ${mostBytes}) AS body
FROM documents WHERE number = ?`;

/** The documents that answer best, best first. */
export function searchDocuments(
  connection: SqliteConnection,
  { text, modules, limit }: WordSearch,
  synonyms: Synonyms,
): readonly MemoryHit[] {
  const sought = askedIn(text, synonyms);
  if (sought.length === 0 || limit < 1) return [];
  const { numbers, asked } = candidatesFor({ connection, modules }, sought);
  return numbers
    .map((number) => connection.get(textSql, number) as TextRow | undefined)
    .filter((row) => row !== undefined)
    .map(({ key, title, body }) => ({
      key,
      title: textOfBytes(title),
      body: textOfBytes(body),
    }))
    .map((document) => ({ document, score: scoreOf(document, asked) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, limit)
    .map(({ document: { key, title, body }, score }) => {
      return { key, title, excerpt: excerptOf(body, asked), score };
    });
}

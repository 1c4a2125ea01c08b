import { type RecordKey } from '../../crm/record-ref.js';
import { type MemoryHit } from '../memory-sink.js';
import { type FoundChunk } from './api/cognee-answers.js';
import { plainChunk } from './cognee-document.js';
import { type IndexEntry, refsOf } from './index-entry.js';

/** Embedding models read some thousand words; a longer question is none. */
const mostQueryLength = 2000;
/** At this cosine distance two texts have nothing in common. */
const unrelatedDistance = 0.999;
const excerptLength = 240;
const beforeMatch = 60;

/** What is asked of Cognee; undefined for a text without a word. Halves of characters would be refused. */
export function queryFrom(text: string): string | undefined {
  const query = Buffer.from(text.slice(0, mostQueryLength), 'utf8')
    .toString('utf8')
    .replace(/[\p{Cc}\p{Cf}\ufffd]+/gu, ' ')
    .trim();
  return /[\p{L}\p{N}]/u.test(query) ? query : undefined;
}

/** The records that chunks belong to, best first; chunks of versions that the index doesn't know count for nothing. */
export function hitsFrom(
  chunks: readonly FoundChunk[],
  entries: ReadonlyMap<RecordKey, IndexEntry>,
  query: string,
): readonly MemoryHit[] {
  const hits = new Map<RecordKey, MemoryHit>();
  const sorted = [...chunks].sort((left, right) => left.distance - right.distance);
  for (const { ref, facts, text, distance } of sorted) {
    if (facts === undefined || distance >= unrelatedDistance || hits.has(facts.key)) continue;
    const entry = entries.get(facts.key);
    if (entry === undefined || entry.removing || !refsOf(entry).includes(ref)) continue;
    const { key, title } = facts;
    hits.set(key, { key, title, excerpt: excerptOf(text, query), score: 1 - distance });
  }
  return [...hits.values()];
}

/** A few words around the first word of the query, in one line. */
function excerptOf(chunk: string, query: string): string {
  const text = plainChunk(chunk).replace(/\s+/g, ' ').trim();
  const folded = text.toLowerCase();
  const words = query.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const places = words.map((word) => folded.indexOf(word)).filter((place) => place >= 0);
  const from = Math.max(0, Math.min(...(places.length === 0 ? [0] : places)) - beforeMatch);
  const start = from === 0 ? 0 : text.indexOf(' ', from) + 1;
  const end = start + excerptLength;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}

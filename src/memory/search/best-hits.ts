import { type RecordKey } from '../../crm/record-ref.js';
import { type MemoryHit } from '../memory-sink.js';
import { type Weighed } from './candidates.js';
import { excerptOf } from './excerpt.js';
import { scoreOf } from './ranking.js';

/** Of a text that is longer, the beginning is looked at. */
export const mostSearchedBytes = 100_000;

/** A document that may answer, with the beginning of its body. */
export interface CandidateText {
  readonly key: RecordKey;
  readonly title: string;
  readonly body: string;
}

/** The documents that answer best, best first. */
export function bestHits(
  documents: readonly CandidateText[],
  asked: readonly Weighed[],
  limit: number,
): readonly MemoryHit[] {
  return documents
    .map((document) => ({ document, score: scoreOf(document, asked) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, limit)
    .map(({ document: { key, title, body }, score }) => {
      return { key, title, excerpt: excerptOf(body, asked), score };
    });
}

import { type Asked, type Wording } from './question.js';
import { plain } from './searchable-text.js';

/** What is asked for, and how much it tells: rare things tell most. */
export interface Weighed extends Asked {
  readonly weight: number;
}

/** A word that more documents have only ranks those that others chose. */
export const mostPerLookup = 1000;
const mostCandidates = 120;
const titleWeight = 4;
const spelledWeight = 0.75;

/** What the index of words is asked: which documents have one of the wordings; `mostPerLookup` of them will do. */
export interface WordLookup {
  readonly wordings: readonly Wording[];
  readonly inTitle: boolean;
}

/** The numbers of the documents that a lookup found. */
export type LookupMatches = readonly number[];

/** The best documents by a rough count, by their numbers, and what is asked for with its weight. */
export interface Candidates {
  readonly numbers: readonly number[];
  readonly asked: readonly Weighed[];
}

/** One lookup for each thing that is asked for: as it was said. */
export function firstLookups(asked: readonly Asked[]): readonly WordLookup[] {
  return asked.map(({ wordings }) => ({ wordings: wordings.slice(0, 1), inTitle: false }));
}

/** A word that no document has may be another one, misspelt. Undefined where it can't be. */
export function unknownWord(
  { wordings, isPlainWord }: Asked,
  exact: LookupMatches,
): string | undefined {
  return exact.length > 0 || !isPlainWord ? undefined : plain(wordings[0]?.words[0] ?? '');
}

/** What is asked for, also by these words. */
export function withSpellings(asked: Asked, words: readonly string[]): Asked {
  const further = words.map((each): Wording => {
    return { words: [each], isBeginning: false, weight: spelledWeight };
  });
  return { ...asked, wordings: [...asked.wordings, ...further] };
}

/** Two lookups for each thing that is asked for: as it may be said otherwise, and in titles. */
export function furtherLookups(asked: readonly Asked[]): readonly WordLookup[] {
  return asked.flatMap(({ wordings }) => [
    { wordings: wordings.slice(1), inTitle: false },
    { wordings, inTitle: true },
  ]);
}

/** What the lookups found, in their order, and how many documents there are. */
export interface LookupResults {
  readonly first: readonly LookupMatches[];
  readonly further: readonly LookupMatches[];
  readonly total: number;
}

/**
 * The documents worth a closer look. The work is bounded by the words of the question, not by the documents: each of
 * them chooses among a thousand at most.
 */
export function candidatesFrom(
  asked: readonly Asked[],
  { first, further, total }: LookupResults,
): Candidates {
  const scores = new Map<number, number>();
  const add = (numbers: readonly number[], score: number): void => {
    for (const number of numbers) scores.set(number, (scores.get(number) ?? 0) + score);
  };
  const weighed = asked.map((each, index): Weighed => {
    const exact = first[index] ?? [];
    const [others = [], titled = []] = further.slice(2 * index, 2 * index + 2);
    const known = new Set([...exact, ...others]).size;
    const weight = Math.log(1 + total / (known + 0.5));
    const isCommon = exact.length >= mostPerLookup;
    add(exact, weight * (isCommon ? 0.1 : 1));
    add(others, weight * (others.length >= mostPerLookup ? 0.05 : 0.6));
    add(titled, weight * titleWeight * (isCommon ? 0.2 : 0.7));
    return { ...each, weight };
  });
  const best = [...scores].sort(([one, a], [other, b]) => b - a || other - one);
  return { numbers: best.slice(0, mostCandidates).map(([number]) => number), asked: weighed };
}

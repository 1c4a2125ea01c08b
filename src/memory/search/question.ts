import {
  isUnspaced,
  phoneTerms,
  plain,
  plainWords,
  searchableText,
  wordsOf,
} from './searchable-text.js';
import { stemOf } from './stem.js';
import { questionWordSet, type Synonyms } from './synonyms.js';

/** One way in which a document may say what was asked for. */
export interface Wording {
  /** Words that follow each other. */
  readonly words: readonly string[];
  /** Whether the last one may go on. */
  readonly isBeginning: boolean;
  /** 1 for what was asked for itself. */
  readonly weight: number;
}

/** One thing that was asked for; the first wording is the one that was used. */
export interface Asked {
  readonly wordings: readonly Wording[];
  /** Whether it may have been misspelt. */
  readonly isPlainWord: boolean;
}

const questionLength = 500;
const mostAsked = 20;
const mostCompound = 12;
const mostSynonyms = 12;

const weights = { compound: 1.5, synonym: 0.8, stem: 0.6, beginning: 0.5, joined: 0.9 };

const questionWords = questionWordSet(plain);

/**
 * What a question asks for; nothing for a text without words. Any text is words to look for, never a query language. Of
 * a long text the beginning counts. Words that questions are made of count only where there are no others.
 */
export function askedIn(text: string, synonyms: Synonyms): readonly Asked[] {
  const head = text.slice(0, questionLength);
  const pieces = searchableText(head).split(/\s+/).map(wordsOf);
  const compounds = pieces.flatMap(compoundOf);
  const all = pieces.flat();
  const telling = all.filter((word) => !questionWords.has(plain(word)));
  const counts = new Set(telling.length === 0 ? all : telling);
  const words = all.filter((word) => counts.has(word));
  const asked = [
    ...phoneTerms(head).map((digits) => exactly([digits], 1.5)),
    ...compounds,
    ...synonymPhrases(head, synonyms),
    // Neighbours are those of the question as it was put: what isn't asked for stood between others.
    ...all.flatMap((word, index) => (counts.has(word) ? askedBy(all, word, index, synonyms) : [])),
    ...joinedNeighbours(words),
  ];
  return distinct(asked).slice(0, mostAsked);
}

function exactly(words: readonly string[], weight: number): Asked {
  return { wordings: [{ words, isBeginning: false, weight }], isPlainWord: false };
}

/** Words joined by signs, as an address or a key has them. */
function compoundOf(words: readonly string[]): readonly Asked[] {
  const isCompound = words.length > 1 && words.length <= mostCompound;
  return isCompound ? [exactly(words, weights.compound)] : [];
}

/** Phrases of the table that the question uses: `vice president` is also `vp`. */
function synonymPhrases(text: string, synonyms: Synonyms): readonly Asked[] {
  const asked = plainWords(text);
  const phrases = [...synonyms.keys()].filter(
    (each) => each.includes(' ') && asked.includes(` ${each} `),
  );
  return phrases.map((phrase) => ({
    wordings: [wording(phrase, 1), ...otherWordings(phrase, synonyms)],
    isPlainWord: false,
  }));
}

function wording(phrase: string, weight: number): Wording {
  return { words: wordsOf(phrase), isBeginning: false, weight };
}

function otherWordings(word: string, synonyms: Synonyms): readonly Wording[] {
  const others = synonyms.get(word) ?? synonyms.get(stemOf(word)) ?? [];
  return others.slice(0, mostSynonyms).map((other) => wording(other, weights.synonym));
}

function askedBy(
  words: readonly string[],
  word: string,
  index: number,
  synonyms: Synonyms,
): readonly Asked[] {
  if (isUnspaced(word)) return unspacedPair(words, word, index);
  const bare = plain(word);
  const stem = stemOf(bare);
  const beginnings = bare.length < 2 ? [] : [{ word: bare, weight: weights.beginning }];
  const stems = stem === bare ? [] : [{ word: stem, weight: weights.stem }];
  const longer = [...stems, ...beginnings].map(({ word: each, weight }) => {
    return { words: [each === bare ? word : each], isBeginning: true, weight };
  });
  const itself = { words: [word], isBeginning: false, weight: 1 };
  const wordings = [itself, ...otherWordings(bare, synonyms), ...longer];
  return [{ wordings, isPlainWord: true }];
}

/** Letters of a script without spaces are looked for in pairs. */
function unspacedPair(words: readonly string[], word: string, index: number): readonly Asked[] {
  const [before, after] = [words[index - 1], words[index + 1]];
  if (after !== undefined && isUnspaced(after)) return [exactly([word, after], 1)];
  return before !== undefined && isUnspaced(before) ? [] : [exactly([word], 1)];
}

/** `Vanta Blue` may be written in one. */
function joinedNeighbours(words: readonly string[]): readonly Asked[] {
  return words.slice(0, -1).flatMap((word, index) => {
    const next = words[index + 1] ?? '';
    const canJoin = [word, next].every((each) => /^\p{L}{3,}$/u.test(each) && !isUnspaced(each));
    return canJoin ? [exactly([`${word}${next}`], weights.joined)] : [];
  });
}

function distinct(asked: readonly Asked[]): readonly Asked[] {
  const byWords = new Map<string, Asked>();
  for (const each of asked) {
    const name = plain(each.wordings[0]?.words.join(' ') ?? '');
    if (!byWords.has(name)) byWords.set(name, each);
  }
  return [...byWords.values()];
}

import { type MemoryHit } from '../memory-sink.js';
import { type CandidateText } from './best-hits.js';
import { type Weighed, withSpellings } from './candidates.js';
import { excerptOf } from './excerpt.js';
import { type Asked, askedIn, type Wording } from './question.js';
import { type Places, placesOf, scoreIn } from './ranking.js';
import { plain } from './searchable-text.js';
import { canBeMisspelt, nearestSpellings, spelledWords } from './spellings.js';
import { type Synonyms } from './synonyms.js';

interface Looked {
  readonly text: CandidateText;
  readonly places: Places;
}

/**
 * Those of these texts that answer, best first. Nothing but what they say has a part in it: how rare a word is, and how
 * it may have been spelt, these texts alone decide.
 */
export function searchTexts(
  texts: readonly CandidateText[],
  { text, limit }: { readonly text: string; readonly limit: number },
  synonyms: Synonyms,
): readonly MemoryHit[] {
  const looked = texts.map((each) => ({ text: each, places: placesOf(each) }));
  const asked = askedIn(text, synonyms).map((each) => weighed(each, looked));
  return looked
    .map((each) => ({ text: each.text, score: scoreIn(each.places, asked) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, limit)
    .map(({ text: { key, title, body }, score }) => {
      return { key, title, excerpt: excerptOf(body, asked), score };
    });
}

function weighed(asked: Asked, texts: readonly Looked[]): Weighed {
  const having = (wordings: readonly Wording[]): number =>
    texts.filter(({ places }) => scoreIn(places, [{ ...asked, wordings, weight: 1 }]) > 0).length;
  const isKnown = having(asked.wordings.slice(0, 1)) > 0;
  const meant = isKnown ? asked : withSpellings(asked, spellings(asked, texts));
  return { ...meant, weight: Math.log(1 + texts.length / (having(meant.wordings) + 0.5)) };
}

function spellings({ wordings, isPlainWord }: Asked, texts: readonly Looked[]): readonly string[] {
  const word = plain(wordings[0]?.words[0] ?? '');
  if (!isPlainWord || !canBeMisspelt(word)) return [];
  const words = texts.flatMap(({ text: { title } }) => [...spelledWords(title)]);
  return nearestSpellings(
    word,
    words.map((each) => ({ word: each, uses: 1 })),
  );
}

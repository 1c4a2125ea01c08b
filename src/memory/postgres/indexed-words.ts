import { type Wording } from '../search/question.js';
import { plain, searchableText, termsOf, wordsOf } from '../search/searchable-text.js';

/** A word has at most 2,046 bytes, a place at most 16,383, a word at most 256 places, and all of it a megabyte. */
const longestWord = 400;
const lastPlace = 16_383;
const mostPlaces = 200;
const mostBytes = 700_000;
/** Words of two columns never follow each other. */
const betweenColumns = 10;

interface Texts {
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

/**
 * The words of a document with their places, in PostgreSQL's spelling of a `tsvector`, as the local memory indexes
 * them: the title's with the weight A. Of a very long text the beginning is indexed.
 */
export function indexedWords({ key, title, body }: Texts): string {
  const index = new WordIndex();
  index.add(title, 'A');
  index.add(termsOf(key, body), '');
  index.add(body, '');
  return index.toString();
}

class WordIndex {
  readonly #places = new Map<string, string[]>();
  #place = 1;
  #bytes = 0;

  add(text: string, weight: 'A' | ''): void {
    for (const word of lexemesOf(searchableText(text))) {
      if (this.#bytes > mostBytes) return;
      this.#addWord(word, weight);
      this.#place += 1;
    }
    this.#place += betweenColumns;
  }

  #addWord(word: string, weight: 'A' | ''): void {
    const places = this.#places.get(word) ?? [];
    if (places.length === 0) {
      this.#places.set(word, places);
      this.#bytes += Buffer.byteLength(word) + 4;
    }
    if (places.length >= mostPlaces) return;
    places.push(`${Math.min(this.#place, lastPlace)}${weight}`);
    this.#bytes += 2;
  }

  toString(): string {
    return [...this.#places].map(([word, places]) => `'${word}':${places.join(',')}`).join(' ');
  }
}

/** Letters and digits only: nothing in them needs escaping. */
function lexemesOf(text: string): readonly string[] {
  return wordsOf(plain(text)).map((word) => word.slice(0, longestWord));
}

/** The wordings as a `tsquery`; undefined where none has a word. */
export function wordQuery(wordings: readonly Wording[], inTitle: boolean): string | undefined {
  const phrases = wordings
    .map((wording) => phraseOf(wording, inTitle))
    .filter((each) => each !== '');
  return phrases.length === 0 ? undefined : phrases.map((each) => `(${each})`).join(' | ');
}

function phraseOf({ words, isBeginning }: Wording, inTitle: boolean): string {
  const lexemes = words.flatMap(lexemesOf);
  return lexemes
    .map((lexeme, index) => {
      const goesOn = isBeginning && index === lexemes.length - 1;
      return `'${lexeme}':${goesOn ? '*' : ''}${inTitle ? 'A' : ''}`;
    })
    .join(' <-> ');
}

import { type CrmModule } from '../../crm/modules.js';

/** A letter of a script that is written without spaces, with its marks. */
const unspacedLetter =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*/gu;
const startsUnspaced = new RegExp(`^${unspacedLetter.source}`, 'u');
const word = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
/** Parts words for the index and is invisible to people. */
const seam = '\u200b';

const queryLength = 500;
/** Each takes up to 3 ms in a memory of 10,000 documents, if it is a common word. */
const queryPhrases = 24;
const compoundWords = 12;

/**
 * The text as it is indexed: compatibility forms folded (full-width letters are letters) and every letter of a script
 * without spaces a word of its own, since nothing in the text says where its words end.
 */
export function searchableText(text: string): string {
  return (
    text
      .normalize('NFKC')
      // eslint-disable-next-line no-control-regex -- SQLite's text functions stop at a NUL
      .replace(/\u0000/g, ' ')
      .replace(unspacedLetter, `${seam}$&${seam}`)
  );
}

/**
 * An FTS5 expression for any text; undefined where the text has no words. It finds documents with any of the words,
 * also as the beginning of a longer word; rare words, whole words and many words rank higher. Words joined by signs
 * (`jane@acme.com`) also count as a phrase, letters of a script without spaces in pairs. Of a long text the beginning
 * counts, and of a question of many words the whole words only.
 */
export function matchExpression(text: string, module?: CrmModule): string | undefined {
  const pieces = searchableText(text.slice(0, queryLength)).split(/\s+/).map(wordsOf);
  const phrases = [...pieces.flatMap(wholePhrases), ...pieces.flat().flatMap(beginningPhrases)];
  if (phrases.length === 0) return undefined;
  const anyOf = [...new Set(phrases)].slice(0, queryPhrases).join(' OR ');
  return module === undefined ? anyOf : `(${anyOf}) AND {key} : ^ ${phrase([module])}`;
}

function wordsOf(piece: string): readonly string[] {
  return piece.match(word) ?? [];
}

/** What to look for as it stands, of words without white space between them. */
function wholePhrases(words: readonly string[]): readonly string[] {
  const isCompound = words.length > 1 && words.length <= compoundWords;
  const compound = isCompound ? [phrase(words)] : [];
  return [...compound, ...words.flatMap((_, index) => wholePhrasesAt(words, index))];
}

function wholePhrasesAt(words: readonly string[], index: number): readonly string[] {
  const [before, here = '', after] = [words[index - 1], words[index], words[index + 1]];
  if (!isUnspaced(here)) return [phrase([here])];
  if (after !== undefined && isUnspaced(after)) return [phrase([here, after])];
  // A letter that ends a pair has been looked for with the one before it.
  return before !== undefined && isUnspaced(before) ? [] : [phrase([here])];
}

/** One letter is the beginning of too many words to be worth looking for. */
function beginningPhrases(text: string): readonly string[] {
  return isUnspaced(text) || text.length < 2 ? [] : [`${phrase([text])}*`];
}

function isUnspaced(text: string): boolean {
  return startsUnspaced.test(text);
}

/** Words hold letters and digits only, so nothing in them needs escaping. */
function phrase(words: readonly string[]): string {
  return `"${words.join(' ')}"`;
}

/** A piece of indexed Markdown as plain text on one line. */
export function excerptFrom(snippet: string): string {
  return snippet
    .replaceAll(seam, '')
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+/gm, '')
    .replace(/(?<!\\)(?:\*\*|`+)/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

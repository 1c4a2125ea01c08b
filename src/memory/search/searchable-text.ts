import { folded } from '../folded-text.js';

/** A letter of a script that is written without spaces, with its marks. */
const unspacedLetter =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*/gu;
const startsUnspaced = new RegExp(`^${unspacedLetter.source}`, 'u');
const word = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
/** Parts words for the index and is invisible to people. */
export const seam = '\u200b';

/**
 * The text as it is indexed: compatibility forms folded (full-width letters are letters) and every letter of a script
 * without spaces a word of its own, since nothing in the text says where its words end. A file's index was made with
 * this: another form of it needs another schema.
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

/** The words of a text as the index parts them. */
export function wordsOf(text: string): readonly string[] {
  return text.match(word) ?? [];
}

export function isUnspaced(text: string): boolean {
  return startsUnspaced.test(text);
}

/** A word, or words, as they are compared with others: as the index ignores case and accents. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
}

/** The words of a text for comparing, between single spaces; a space at both ends. */
export function plainWords(text: string): string {
  return ` ${wordsOf(plain(searchableText(text))).join(' ')} `;
}

const phone = /\+?\(?\d(?:[\d ()/.-]{5,24})\d/g;
const leastPhoneDigits = 7;
const national = 9;
const local = 7;

/** The ends of telephone numbers by which they are found, however they are written. */
export function phoneTerms(text: string): readonly string[] {
  const numbers = (text.match(phone) ?? []).map((each) => each.replace(/\D/g, ''));
  return numbers
    .filter((digits) => digits.length >= leastPhoneDigits && digits.length <= 15)
    .flatMap((digits) => [digits.slice(-national), digits.slice(-local)]);
}

/** Letters that are no other letter with an accent, and are written as others where a keyboard lacks them. */
const special = /[øßæœłđı]/i;
const lettersOnly = /[\p{L}\p{M}]+/gu;

/** What a document is found by besides its title and text. */
export function termsOf(key: string, body: string): string {
  const words = (body.match(lettersOnly) ?? []).filter((each) => special.test(each)).map(folded);
  return [key, ...new Set([...phoneTerms(body), ...words])].join(' ');
}

import { plainWords } from './searchable-text.js';

const leastLength = 4;
const longest = 40;
const mostFound = 3;

/** So many words of one beginning or ending are looked at. */
export const mostLookedAt = 3000;

/** A word of titles, and in how many of them it is. */
export interface Spelling {
  readonly word: string;
  readonly uses: number;
}

/** The words of a title that another word may have been meant to be. */
export function spelledWords(title: string): ReadonlySet<string> {
  const words = plainWords(title).trim().split(' ');
  return new Set(words.filter(canBeMisspelt));
}

export function canBeMisspelt(word: string): boolean {
  return word.length >= leastLength && word.length <= longest && /^\p{L}+$/u.test(word);
}

/** What words that may be meant begin or end with. */
export function beginningOf(word: string): string {
  return word.slice(0, 2);
}

export function endingOf(word: string): string {
  return word.slice(-3);
}

/** Those of the words that this one may have been meant to be, the nearest first. */
export function nearestSpellings(word: string, spellings: readonly Spelling[]): readonly string[] {
  const most = word.length > 6 ? 2 : 1;
  const near = new Map<string, { readonly distance: number; readonly uses: number }>();
  for (const { word: other, uses } of spellings) {
    const distance = editDistance(word, other, most);
    if (distance <= most) near.set(other, { distance, uses });
  }
  return [...near]
    .sort(([, one], [, other]) => one.distance - other.distance || other.uses - one.uses)
    .slice(0, mostFound)
    .map(([found]) => found);
}

/** Letters to change, add, leave out or swap with the next; more than `most` is `most + 1`. */
export function editDistance(left: string, right: string, most: number): number {
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = nextRow(left, right, row, { beforeLast, last });
    if (Math.min(...current) > most) return most + 1;
    [beforeLast, last] = [last, current];
  }
  return last.at(-1) ?? most + 1;
}

interface RowsBefore {
  readonly beforeLast: readonly number[];
  readonly last: readonly number[];
}

function nextRow(
  left: string,
  right: string,
  row: number,
  { beforeLast, last }: RowsBefore,
): readonly number[] {
  const at = (numbers: readonly number[], index: number): number => numbers[index] ?? Infinity;
  const current = [row];
  for (let column = 1; column <= right.length; column += 1) {
    const isSame = left[row - 1] === right[column - 1];
    const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
    current[column] = Math.min(
      at(last, column) + 1,
      at(current, column - 1) + 1,
      at(last, column - 1) + (isSame ? 0 : 1),
      isSwapped ? at(beforeLast, column - 2) + 1 : Infinity,
    );
  }
  return current;
}

/** Control characters, what can't be seen though it may count as a letter, halves of characters, no characters. */
const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const space = /[\t\n\v\f\r\u0085\p{Z}]+/gu;

/**
 * Words that came from outside, fit for a message, a log or a terminal: one line of at most `maxLength` characters, in
 * any alphabet, with nothing in it that can't be seen. Empty where nothing is left.
 */
export function shownText(text: string, maxLength: number): string {
  // Bounds the work on a huge text; what is beyond can't be shown anyway.
  const head = text.slice(0, maxLength * 8);
  const line = head.replace(space, ' ').replace(unseen, '').trim();
  const characters = Array.from(line);
  if (characters.length <= maxLength) return line;
  return `${characters
    .slice(0, maxLength - 1)
    .join('')
    .trimEnd()}…`;
}

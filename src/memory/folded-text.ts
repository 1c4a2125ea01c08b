/** Letters that no decomposition makes plain. */
const others: ReadonlyMap<string, string> = new Map([
  ...([
    ['ø', 'o'],
    ['ß', 'ss'],
    ['æ', 'ae'],
    ['œ', 'oe'],
    ['ł', 'l'],
    ['đ', 'd'],
    ['ı', 'i'],
  ] as const),
]);

/** The text without case and accents and with single spaces: what people take for the same is the same. */
export function folded(text: string): string {
  const plain = /^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : withoutAccents(text);
  return plain.replace(/\s+/g, ' ').trim();
}

function withoutAccents(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[øßæœłđı]/g, (letter) => others.get(letter) ?? letter);
}

const hole = '…';

/**
 * The first line of what a page shows that isn't in what was printed, or the first printed one that it doesn't show;
 * undefined where they agree. `…` in a line stands for one character or more, alone in a line for any number of lines.
 * How many spaces stand between two words, and colours, don't count.
 */
export function differenceOf(shown: string, printed: string): string | undefined {
  const expected = linesOf(shown);
  const actual = linesOf(printed);
  let [at, position] = [0, 0];
  let lastHole: { readonly at: number; position: number } | undefined;
  let furthest = { at, position };
  while (position < actual.length || at < expected.length) {
    const wanted = expected[at];
    if (wanted === hole) {
      lastHole = { at, position };
      at += 1;
    } else if (wanted !== undefined && isShownBy(wanted, actual[position])) {
      [at, position] = [at + 1, position + 1];
    } else if (lastHole !== undefined && lastHole.position < actual.length) {
      lastHole.position += 1;
      [at, position] = [lastHole.at + 1, lastHole.position];
    } else {
      return sentence(expected[furthest.at], actual[furthest.position]);
    }
    if (at > furthest.at) furthest = { at, position };
  }
  return undefined;
}

function linesOf(text: string): readonly string[] {
  // eslint-disable-next-line no-control-regex -- the escape that begins a colour is one
  const plain = text.replaceAll(/\u001b\[\d*(?:;\d+)*m/g, '');
  return plain
    .trim()
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '));
}

function isShownBy(wanted: string, line: string | undefined): boolean {
  const pattern = wanted.split(hole).map(literally).join('.+');
  return line !== undefined && new RegExp(`^${pattern}$`).test(line);
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function sentence(wanted: string | undefined, line: string | undefined): string {
  if (wanted === undefined) return `it prints more: ${line ?? ''}`;
  return `the page shows: ${wanted}\nit prints:      ${line ?? '(nothing more)'}`;
}

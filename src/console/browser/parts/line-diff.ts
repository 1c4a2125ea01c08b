/** A line of two texts: in both, or in one of them. */
export interface DiffLine {
  readonly text: string;
  readonly where: 'both' | 'first' | 'second';
}

/** Texts with more lines that differ than this are shown as wholly different: comparing them would take too long. */
const mostCells = 4_000_000;

/** The lines of two texts in their order, with as many as possible in both. */
export function lineDiff(first: string, second: string): readonly DiffLine[] {
  const [one, other] = [first.split('\n'), second.split('\n')];
  const shorter = Math.min(one.length, other.length);
  let head = 0;
  while (head < shorter && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  const both = (texts: readonly string[]): readonly DiffLine[] =>
    texts.map((text) => ({ text, where: 'both' }));
  return [
    ...both(one.slice(0, head)),
    ...middle(one.slice(head, one.length - tail), other.slice(head, other.length - tail)),
    ...both(one.slice(one.length - tail)),
  ];
}

function middle(one: readonly string[], other: readonly string[]): readonly DiffLine[] {
  if (one.length * other.length > mostCells) {
    return [
      ...one.map((text) => ({ text, where: 'first' }) as const),
      ...other.map((text) => ({ text, where: 'second' }) as const),
    ];
  }
  const common = commonLengths(one, other);
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [left, right] = [one[i], other[j]];
    if (left !== undefined && left === right) {
      lines.push({ text: left, where: 'both' });
      [i, j] = [i + 1, j + 1];
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ text: left, where: 'first' });
      i += 1;
    } else {
      lines.push({ text: right ?? '', where: 'second' });
      j += 1;
    }
  }
  return lines;
}

/** How many lines the rests from `i` and `j` on have in common at most. */
function commonLengths(one: readonly string[], other: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: one.length + 1 }, () => new Uint32Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      const [row, below] = [rows[i], rows[i + 1]];
      if (row === undefined || below === undefined) continue;
      row[j] =
        one[i] === other[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}

/** A terminal narrower than that gets lines that it breaks itself. */
const leastWidth = 60;

/** Columns that a line may have; a pipe and a file take any. */
export function lineWidth(stream: NodeJS.WriteStream = process.stdout): number {
  return stream.isTTY ? Math.max(leastWidth, stream.columns) : Number.POSITIVE_INFINITY;
}

/** A text in lines of at most so many characters, broken between words, and within one that is longer. */
export function wrapped(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  const count = Math.ceil(word.length / width);
  return Array.from({ length: count }, (_each, at) => word.slice(at * width, (at + 1) * width));
}

/** A name and what is said of it; further lines begin where the first did. */
export function labelled(label: string, text: string, indent = 14, width = lineWidth()): string {
  const lines = wrapped(text, width - indent);
  return label.padEnd(indent) + lines.join(`\n${' '.repeat(indent)}`);
}

const least = 6;
const gap = 2;

/** The widths of columns side by side: what they need, or less for the widest until a line has room for all. */
export function columnWidths(needed: readonly number[], width: number): readonly number[] {
  const widths = [...needed];
  const room = width - gap * (widths.length - 1);
  for (let over = sum(widths) - room; over > 0; over = sum(widths) - room) {
    const widest = widths.indexOf(Math.max(...widths));
    const narrowed = (widths[widest] ?? 0) - 1;
    if (narrowed < least) break;
    widths[widest] = narrowed;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

import { snakeCased } from '../../kernel/snake-case.js';
import { asTyped } from '../called-as.js';
import { columnWidths, lineWidth, wrapped } from './layout.js';
import { styled } from './styled.js';

/** A command's result, for people and for programs. */
export interface Output {
  /** For `--json`; its names are printed in snake_case. */
  readonly json: unknown;
  /** For a terminal. */
  readonly text: string;
}

export function print(output: Output, asJson: boolean): void {
  process.stdout.write(
    asJson ? `${JSON.stringify(snakeCased(output.json), null, 2)}\n` : `${asTyped(output.text)}\n`,
  );
}

const home = '\u001b[H';
const eraseRestOfLine = '\u001b[K';
const eraseBelow = '\u001b[J';

/**
 * As `print`, over what it printed before: line over line, so that nothing flickers, and no more than the terminal has
 * lines. Elsewhere, and for programs, one output follows the other.
 */
export function repaint(output: Output, asJson: boolean, stream = process.stdout): void {
  if (!stream.isTTY || asJson) {
    print(output, asJson);
    return;
  }
  const lines = asTyped(output.text).split('\n');
  const shown = lines.length < stream.rows ? lines : [...lines.slice(0, stream.rows - 2), '…'];
  const painted = shown.map((line) => `${line}${eraseRestOfLine}\n`).join('');
  stream.write(`${home}${painted}${eraseBelow}`);
}

/**
 * Rows in columns, under their headings; in a terminal that is too narrow for them, cells take several lines. Control
 * characters don't reach the terminal.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width = lineWidth(),
): string {
  const all = [headings, ...rows].map((row) => row.map(cellFrom));
  const needed = headings.map((_heading, column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  const widths = columnWidths(needed, width);
  return all
    .map((row) => rowText(row, widths))
    .map((text, at) => (at === 0 ? styled('bold', text) : text))
    .join('\n');
}

function rowText(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => wrapped(cell, widths[column] ?? 0));
  const height = Math.max(...cells.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_each, at) =>
    cells.map((cell, column) => (cell[at] ?? '').padEnd(widths[column] ?? 0)).join('  '),
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** A line break would let a cell pass for a row. */
function cellFrom(text: string): string {
  return printable(text).replaceAll('\n', ' ');
}

/** Text from outside, without what could steer a terminal; line breaks stay. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ');
}

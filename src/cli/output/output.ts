import { snakeCased } from '../../kernel/snake-case.js';

/** A command's result, for people and for programs. */
export interface Output {
  /** For `--json`; its names are printed in snake_case. */
  readonly json: unknown;
  /** For a terminal. */
  readonly text: string;
}

export function print(output: Output, asJson: boolean): void {
  process.stdout.write(
    asJson ? `${JSON.stringify(snakeCased(output.json), null, 2)}\n` : `${output.text}\n`,
  );
}

/** Rows in columns, a line each, under their headings. Control characters don't reach the terminal. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows].map((row) => row.map(cellFrom));
  const widths = headings.map((_heading, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
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

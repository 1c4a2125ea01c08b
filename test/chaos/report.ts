import { invariantNames } from './check/invariants.js';
import { type CellResult } from './run-cell.js';

export function hasFailed({ violations, problems }: CellResult): boolean {
  return violations.length + problems.length > 0;
}

/** One row per cell, for people; also valid Markdown. */
export function tableOf(results: readonly CellResult[]): string {
  const header = [
    'cell',
    'seed',
    'acknowledged',
    'faults',
    'dead',
    'true after',
    ...invariantNames,
  ];
  const rows = results.map((result) => [
    result.cell,
    String(result.seed),
    `${result.acknowledged} of ${result.deliveries}`,
    String(result.faults),
    String(result.deadLetters),
    secondsOf(result.convergedAfterMs),
    ...invariantNames.map((name) =>
      result.violations.some(({ invariant }) => invariant === name) ? 'BROKEN' : 'ok',
    ),
  ]);
  return markdown([header, ...rows]);
}

export function markdown(lines: readonly (readonly string[])[]): string {
  const [header = []] = lines;
  const widths = header.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const text = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [header, rule, ...lines.slice(1)].map(text).join('\n');
}

const mostLines = 8;

/** What went wrong in a cell, and how to see it again. */
export function failureOf(result: CellResult, command: string): string {
  const found = [
    ...result.problems,
    ...result.violations.map((violation) => `${violation.invariant}: ${violation.found}`),
  ];
  const left = found.length - mostLines;
  return [
    `${result.cell} failed:`,
    ...found.slice(0, mostLines).map((line) => `  ${line}`),
    ...(left > 0 ? [`  and ${left} more`] : []),
    `  done to it: ${result.events.join(', ')}`,
    `  logs: ${result.folder ?? ''}`,
    `  again: ${command}`,
  ].join('\n');
}

function secondsOf(ms: number | undefined): string {
  return ms === undefined ? 'never' : `${(ms / 1000).toFixed(1)} s`;
}

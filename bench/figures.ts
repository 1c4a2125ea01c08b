/** One thing measured several times, beside what it is compared with in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** One value per round. */
  readonly values: readonly number[];
}

export interface BenchResult {
  readonly bench: string;
  readonly figures: readonly Figure[];
  /** `zoho-webhook-sync / bare Express`: 0.61, and what is aimed at. */
  readonly ratios: readonly {
    readonly name: string;
    readonly value: number;
    readonly goal: string;
  }[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** The value below which a share of the others lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function ratio(over: Figure, under: Figure): number {
  return median(over.values) / median(under.values);
}

/** A table for people: the median of every figure, and the least and the most of its rounds. */
export function tableOf({ bench, figures, ratios }: BenchResult): string {
  const rows = figures.map(({ name, unit, values }) => [
    name,
    `${shown(median(values))} ${unit}`,
    `${shown(Math.min(...values))} … ${shown(Math.max(...values))}`,
  ]);
  const lines = [['', 'median', 'rounds'], ...rows];
  const widths = [0, 1, 2].map((at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const table = lines.map((line) =>
    line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '),
  );
  const compared = ratios.map(
    ({ name, value, goal }) => `  ${name}: ${shown(value)} (goal ${goal})`,
  );
  return [bench, ...table.map((line) => `  ${line.trimEnd()}`), ...compared].join('\n');
}

function shown(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

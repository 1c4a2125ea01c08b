/** One series of Prometheus's text format. */
export interface Series {
  readonly name: string;
  /** Name and labels, as they stand in the text. */
  readonly text: string;
  readonly value: number;
  readonly type: string;
}

/** The series of an exposition that have a finite value. */
export function seriesFrom(exposition: string): readonly Series[] {
  const lines = exposition.split('\n');
  const types = new Map(
    lines
      .filter((line) => line.startsWith('# TYPE '))
      .map((line) => [line.split(' ')[2] ?? '', line.split(' ')[3] ?? ''] as const),
  );
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const end = line.lastIndexOf(' ');
      const text = line.slice(0, end);
      const name = text.split('{')[0] ?? '';
      const family = name.replace(/_(bucket|sum|count)$/, '');
      const type = types.get(name) ?? types.get(family) ?? '';
      return { name, text, value: Number(line.slice(end + 1)), type };
    })
    .filter(({ value }) => Number.isFinite(value));
}

/** The names of all metrics that are declared, with those of a histogram's parts, series or none. */
export function metricNames(exposition: string): ReadonlySet<string> {
  const declared = [...exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    declared.flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
}

/** The names of our metrics, and of the process's own, in an expression. */
export function namesIn(expression: string): readonly string[] {
  return [...expression.matchAll(/\b(zoho_sync_\w+|process_\w+|nodejs_\w+)/g)].map(
    ([name]) => name,
  );
}

/**
 * Series for a unit test of promtool, a value a minute for forty minutes: gauges as they were found last, counters
 * growing every minute by what they grew between the two looks.
 */
export function promtoolSeries(
  before: readonly Series[],
  after: readonly Series[],
): readonly { readonly series: string; readonly values: string }[] {
  const earlier = new Map(before.map(({ text, value }) => [text, value]));
  return after.map(({ text, value, type }) => {
    const growth = type === 'gauge' ? 0 : Math.max(0, value - (earlier.get(text) ?? 0));
    return { series: text, values: `${value}+${growth}x40` };
  });
}

/** What may stand for a question mark. */
export type Parameter = string | number | null;

/** A piece of SQL that every database of ours understands, and what stands for its question marks. */
export interface Sql {
  readonly text: string;
  readonly values: readonly Parameter[];
}

export function sql(text: string, ...values: readonly Parameter[]): Sql {
  return { text, values };
}

export function joined(parts: readonly Sql[], separator: string): Sql {
  return {
    text: parts.map(({ text }) => text).join(separator),
    values: parts.flatMap(({ values }) => values),
  };
}

/** A question mark for each. */
export function placesFor(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

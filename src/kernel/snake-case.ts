type Snake<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : Name;

/** The same value with its own names in snake_case. */
export type SnakeCased<T> = T extends readonly (infer Each)[]
  ? readonly SnakeCased<Each>[]
  : T extends object
    ? {
        readonly [Name in keyof T as Name extends string ? Snake<Name> : Name]: SnakeCased<T[Name]>;
      }
    : T;

const ownName = /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+$/;
/** What stands below these is called as the CRM calls it. */
const named = new Set(['facts', 'group']);

/** A value of ours as programs outside get it: names in snake_case; names of modules and fields of the CRM stay. */
export function snakeCased<T>(value: T): SnakeCased<T> {
  return snake(value) as SnakeCased<T>;
}

function snake(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snake);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [
    ownName.test(name) ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name,
    named.has(name) ? (each as unknown) : snake(each),
  ]);
  return Object.fromEntries(entries);
}

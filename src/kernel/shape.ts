import { isJsonObject, jsonFrom, jsonObject } from './json.js';

/**
 * The one way to check what comes from outside. A shape gives the value, typed, or undefined where it is of another
 * shape. What an object has besides the fields that are asked for is left out.
 */
export type Shape<T> = (value: unknown) => T | undefined;

export const text: Shape<string> = (value) => (typeof value === 'string' ? value : undefined);

export const number: Shape<number> = (value) => (typeof value === 'number' ? value : undefined);

export const flag: Shape<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

export const anything: Shape<unknown> = (value) => value;

export function oneOf<T extends string>(values: readonly T[]): Shape<T> {
  return (value) => values.find((each) => each === value);
}

export function passing<T>(test: (value: unknown) => value is T): Shape<T> {
  return (value) => (test(value) ? value : undefined);
}

/** `otherwise` in place of a value of another shape. */
export function or<T, U>(shape: Shape<T>, otherwise: U): Shape<T | U> {
  return (value) => shape(value) ?? otherwise;
}

/** The entries of a list that fit; undefined for what is no list. */
export function list<T>(entry: Shape<T>): Shape<readonly T[]> {
  return (value) =>
    Array.isArray(value) ? value.map(entry).filter((each) => each !== undefined) : undefined;
}

/** A field without which an object still has its shape. */
interface Optional<T, Absent> {
  readonly shape: Shape<T>;
  /** What stands for a missing one, and for one of another shape. */
  readonly absent: Absent;
}

/** A field that is undefined where it is missing or of another shape. */
export function maybe<T>(shape: Shape<T>): Optional<T, 'undefined'> {
  return { shape, absent: 'undefined' };
}

/** A field that is left out where it is missing or of another shape. */
export function optional<T>(shape: Shape<T>): Optional<T, 'left out'> {
  return { shape, absent: 'left out' };
}

type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>, 'left out'>
    : undefined extends T[K]
      ? Optional<Exclude<T[K], undefined>, 'undefined'>
      : Shape<T[K]>;
};

type AnyField = Shape<unknown> | Optional<unknown, 'undefined' | 'left out'>;

/** An object with these fields, each once: the compiler says which are missing. */
export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const wanted = Object.entries<AnyField>(fields);
  return (value) => {
    if (!isJsonObject(value)) return undefined;
    const found: Record<string, unknown> = {};
    for (const [name, field] of wanted) {
      const isNeeded = typeof field === 'function';
      const given = (isNeeded ? field : field.shape)(value[name]);
      if (given === undefined && isNeeded) return undefined;
      if (given !== undefined || isNeeded || field.absent === 'undefined') found[name] = given;
    }
    return found as T;
  };
}

/** The same of a text that was stored as JSON. None, and one that is no JSON object, counts as an empty object. */
export function stored<T>(shape: Shape<T>): (json: string | null | undefined) => T | undefined {
  return (json) => shape(jsonObject(jsonFrom(json ?? '')));
}

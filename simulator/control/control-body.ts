import { jsonFrom, objectFrom, type SimRequest } from '../http/exchange.js';
import { SimulatorError, type Fields } from '../records/sim-record.js';

type Reader<T> = (value: unknown) => T | undefined;

/** The JSON object of a control call; an empty one when there is no body. */
export function bodyFrom({ body }: SimRequest): Fields {
  if (body === '') return {};
  const value = jsonFrom(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SimulatorError(400, 'The body must be a JSON object');
  }
  return objectFrom(value);
}

/** Picks the settings that are given, each of its kind; refuses unknown names, so that a typing error shows. */
export function settingsFrom<T extends object>(
  body: Fields,
  readers: { readonly [Name in keyof T]-?: Reader<T[Name]> },
): Partial<T> {
  const known = readers as Readonly<Record<string, Reader<unknown>>>;
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    const read = known[name];
    const setting = read?.(value);
    if (setting === undefined) throw new SimulatorError(400, `${name} isn't known, or is wrong`);
    settings[name] = setting;
  }
  return settings as Partial<T>;
}

export function numberFrom(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

export function signedNumberFrom(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function textsFrom(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.map((each: unknown) => String(each)) : undefined;
}

export function textFrom(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function flagFrom(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

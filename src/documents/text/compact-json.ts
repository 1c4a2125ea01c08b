import { inlineText } from './plain-text.js';

const maxLength = 300;
const maxDepth = 3;
const maxEntries = 20;

function objectText(value: object, depth: number): string {
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields).sort();
  const shown = keys
    .slice(0, maxEntries)
    .map((key) => `${JSON.stringify(inlineText(key, 60))}:${nested(fields[key], depth + 1)}`);
  return `{${[...shown, ...(keys.length > maxEntries ? ['…'] : [])].join(',')}}`;
}

function arrayText(values: readonly unknown[], depth: number): string {
  const shown = values.slice(0, maxEntries).map((value) => nested(value, depth + 1));
  return `[${[...shown, ...(values.length > maxEntries ? ['…'] : [])].join(',')}]`;
}

function nested(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(inlineText(value, 100));
  if (typeof value === 'boolean') return String(value);
  // `1e999` is read as Infinity, for which JSON has no word.
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value !== 'object' || value === null) return 'null';
  if (depth >= maxDepth) return '…';
  return Array.isArray(value) ? arrayText(value, depth) : objectText(value, depth);
}

/** An object of unknown shape in one line: its keys sorted, bounded in depth and length; not meant to be parsed again. */
export function compactJson(value: object): string {
  return inlineText(nested(value, 0), maxLength);
}

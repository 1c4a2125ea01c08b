import { readFileSync } from 'node:fs';

import { jsonFrom, jsonObject } from '../kernel/json.js';

/** Beside `src` as it is written, a folder further away as it is built. */
const places = ['../../package.json', '../../../package.json'];

/** The version in the package.json of this program. */
export function packageVersion(): string {
  const found = places.map((place) =>
    jsonObject(jsonFrom(textOf(new URL(place, import.meta.url)))),
  );
  const version = found.map((each) => each['version']).find((each) => typeof each === 'string');
  return version ?? 'unknown';
}

function textOf(url: URL): string {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    // The other place has it.
    return '';
  }
}

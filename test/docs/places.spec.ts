import { existsSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { filesIn, pathOf, textOf } from './pages.js';
import { tableUnder } from './tables.js';

const rows = tableUnder('## Where a change goes', textOf('docs/contributing.md')).map(
  ([change = '', places = '', where = '']) => {
    const named = [...where.matchAll(/`([\w./-]+(?:\/|\.\w+))`/g)].map(([, path = '']) => path);
    return { change, places: Number(places), where: named.map(fromRoot) };
  },
);

/** What a page names from `src/` is named without it. */
function fromRoot(path: string): string {
  return existsSync(pathOf(path)) ? path : `src/${path}`;
}

const files = [
  ...filesIn('src').filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts')),
  ...filesIn('deploy'),
  'docs/operations.md',
].map((path) => ({ path, text: textOf(path) }));

/** Every text that the pattern finds in a file, or in the files of a folder. */
function all(place: string, pattern: RegExp): readonly string[] {
  const texts = files.filter(({ path }) => path.startsWith(place)).map(({ text }) => text);
  return texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name));
}

/** What was put in already, by kind of change: every name with the pattern that finds all places of it. */
const examples: Readonly<Record<string, readonly (readonly [name: string, pattern: RegExp])[]>> = {
  'a setting': all('src/config/sections/', /setting\(\s*'([A-Z_]+)'/g).map((name) => [
    name,
    new RegExp(`setting\\(\\s*'${name}'`),
  ]),
  'a kind of record': all('src/documents/kinds/', /const (\w+): Kind\b/g).map((name) => [
    name,
    new RegExp(`const ${name}: Kind\\b|from '.*/${name}\\.js'`),
  ]),
  'a body format': all('src/webhook/formats/', /function (toldBy[A-Z]\w+)/g).map(word),
  'a metric': all('src/observability/metrics.ts', /'(zoho_sync_\w+)'/g).map((name) => [
    name,
    new RegExp(`'${name}'`),
  ]),
  'an alarm': all('deploy/prometheus/', /alert: (\w+)/g).map(word),
  'a command': all('src/cli/program.ts', /import \{ (add\w+) \} from '\.\/commands/g).map(word),
  'an examination of `doctor`': all('src/cli/doctor/', /function (\w+Findings?)\(/g)
    .filter((name) => textOf('src/cli/doctor/examination.ts').includes(`{ ${name} } from`))
    .map(word),
  'a page of the console': all('src/console/browser/pages/', /export function (\w+Page)\(/g).map(
    word,
  ),
  'a scheduled task': all('src/', /@Scheduled\(\)\s*export class (\w+)/g).map(word),
  'another memory': all('src/memory/memory.module.ts', /return new (\w+)\(/g).map((name) => [
    name,
    new RegExp(`\\b${name}\\b|const memorySinks = `),
  ]),
};

function word(name: string): readonly [string, RegExp] {
  return [name, new RegExp(`\\b${name}\\b`)];
}

const isAt = (path: string, place: string): boolean =>
  place.endsWith('/') ? path.startsWith(place) : path === place;

describe('where a change goes, in docs/contributing.md', () => {
  it('is told of every kind of change that can be counted, and of no other', () => {
    expect(rows.map(({ change }) => change).sort()).toEqual(Object.keys(examples).sort());
  });

  describe.each(rows)('$change', ({ change, places, where }) => {
    const known = examples[change] ?? [];

    it('is something that there is already', () => {
      expect(known).not.toEqual([]);
    });

    it.each(known)('went to as many places, and to these: %s', (_, pattern) => {
      const found = files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

      expect(found).toHaveLength(places);
      if (where.length === 0) return;
      expect(found.filter((path) => !where.some((place) => isAt(path, place)))).toEqual([]);
      expect(where.filter((place) => !found.some((path) => isAt(path, place)))).toEqual([]);
    });
  });
});

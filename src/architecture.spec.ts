import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

interface Architecture {
  readonly rooms: Readonly<Record<string, readonly string[]>>;
}

const src = dirname(fileURLToPath(import.meta.url));
const table = join(src, '..', '.dependency-cruiser.mjs');
const { rooms } = (await import(table)) as Architecture;

/** A door a person can take in at a glance. */
const mostThings = 15;

function namesIn(room: string): readonly string[] {
  return readdirSync(join(src, room)).filter((name) => !name.endsWith('.spec.ts'));
}

/** The rooms that files of this one import, its specs left out. */
function importedBy(room: string): readonly string[] {
  const files = readdirSync(join(src, room), { recursive: true, encoding: 'utf8' });
  const paths = files
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .flatMap((name) => importsOf(join(src, room, name)));
  return [...new Set(paths.map((path) => relative(src, path).split('/')[0] ?? ''))];
}

/** Relative imports of a file, also those that are made only when they are needed. */
function importsOf(file: string): readonly string[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g);
  return [...found].map(([, path = '']) => join(dirname(file), path));
}

describe.each(Object.keys(rooms))('the room %s', (room) => {
  it('uses every door that it has', () => {
    const used = importedBy(room);

    expect(rooms[room]?.filter((door) => !used.includes(door))).toEqual([]);
  });

  it('shows no more than fifteen things', () => {
    expect(namesIn(room).length).toBeLessThanOrEqual(mostThings);
  });
});

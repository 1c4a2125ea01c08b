import { readdirSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { pathOf, textOf } from './pages.js';
import { tableUnder } from './tables.js';

interface Architecture {
  readonly rooms: Readonly<Record<string, readonly string[]>>;
}

const { rooms } = (await import(pathOf('.dependency-cruiser.mjs'))) as Architecture;
const rows = tableUnder('## The rooms, and who may import whom', textOf('docs/contributing.md'));

describe('the rooms in docs/contributing.md', () => {
  it('are the folders of src, each with the doors that the architecture gives it', () => {
    const told = rows.map(([room = '', , doors = '']) => [
      room.replaceAll(/[`/]/g, ''),
      doors === '–' ? [] : doors.split(', ').sort(),
    ]);

    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(Object.entries(rooms).map(([room, doors]) => [room, [...doors].sort()])),
    );
  });

  it('are all that there are', () => {
    const folders = readdirSync(pathOf('src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);

    expect(Object.keys(rooms).sort()).toEqual(folders.sort());
  });
});

import { existsSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { pathOf, textOf } from './pages.js';
import { tableUnder } from './tables.js';

const page = textOf('docs/contributing.md');

describe.each([
  ['### A delivery, file by file', 10],
  ['### From the log to the queues, file by file', 5],
  ['### A sync, file by file', 14],
] as const)('%s', (heading, most) => {
  const stations = tableUnder(heading, page).map(([file = '', name = '']) => {
    return { file: `src/${file.replaceAll('`', '')}`, name: name.replaceAll('`', '') };
  });

  it(`is read in ${most} files at most`, () => {
    expect(stations.length).toBeGreaterThan(0);
    expect(stations.length).toBeLessThanOrEqual(most);
    expect(new Set(stations.map(({ file }) => file)).size).toBe(stations.length);
  });

  it.each(stations)('finds $name in $file', ({ file, name }) => {
    expect(existsSync(pathOf(file))).toBe(true);
    expect(textOf(file)).toMatch(
      new RegExp(`^export (?:abstract )?(?:class|function|async function|const) ${name}\\b`, 'm'),
    );
  });
});

describe('## Words', () => {
  it('gives each word one meaning', () => {
    const words = tableUnder('## Words', page).map(([word = '']) => word);

    expect(words.length).toBeGreaterThanOrEqual(25);
    expect(new Set(words).size).toBe(words.length);
  });
});

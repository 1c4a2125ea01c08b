import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { withVariables, writeEnvFile } from './env-file.js';

describe('withVariables', () => {
  it.each([
    ['adds what is not there', 'A=1\n', { B: '2' }, 'A=1\nB=2\n'],
    ['begins an empty file', '', { A: '1' }, 'A=1\n'],
    ['takes the place of what is there', '# a\nA=1\nB=2\n', { A: '3' }, '# a\nA=3\nB=2\n'],
    ['knows an exported one', 'export A=1\nB=2', { A: '3' }, 'A=3\nB=2\n'],
    ['leaves one line of several', 'A=1\nA=2\nB=3\n', { A: '4' }, 'A=4\nB=3\n'],
    ['removes', 'A=1\nB=2\nA=3\n', { A: undefined }, 'B=2\n'],
    ['leaves comments and other names alone', '# A=1\nAA=2\n', { A: '3' }, '# A=1\nAA=2\nA=3\n'],
    ['moves nothing', 'B=1\n\n# c\nA=2\n', { B: '3', A: '4' }, 'B=3\n\n# c\nA=4\n'],
  ])('%s', (_, before, variables, after) => {
    expect(withVariables(before, variables)).toBe(after);
  });
});

describe('writeEnvFile', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-env-'));
    path = join(folder, '.env');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('makes a file that only its owner may read', async () => {
    await writeEnvFile(path, { A: '1' });

    expect(await readFile(path, 'utf8')).toBe('A=1\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['.env']);
  });

  it('keeps who may read a file that is there', async () => {
    await writeFile(path, 'A=1\n');
    await chmod(path, 0o640);

    await writeEnvFile(path, { A: '2' });

    expect(await readFile(path, 'utf8')).toBe('A=2\n');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it('does not take a file it may not read for an empty one', async () => {
    await expect(writeEnvFile(folder, { A: '1' })).rejects.toThrow('EISDIR');
  });
});

import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
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

  it.each([0o644, 0o640, 0o666, 0o400])('closes one of mode %o to others', async (mode) => {
    await writeFile(path, 'A=1\n');
    await chmod(path, mode);

    await writeEnvFile(path, { A: '2' });

    expect(await readFile(path, 'utf8')).toBe('A=2\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('writes through a link, and leaves it', async () => {
    const real = join(folder, 'real');
    await mkdir(real);
    await writeFile(join(real, 'secrets'), 'A=1\n', { mode: 0o644 });
    await symlink(join('real', 'secrets'), path);

    await writeEnvFile(path, { A: '2' });

    expect(await readlink(path)).toBe(join('real', 'secrets'));
    expect(await readFile(join(real, 'secrets'), 'utf8')).toBe('A=2\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(real)).toEqual(['secrets']);
  });

  it('writes into no file or link that somebody has put beside it', async () => {
    const stolen = join(folder, 'stolen');
    await writeFile(stolen, '', { mode: 0o666 });
    await symlink(stolen, `${path}.new`);
    await writeFile(path, 'A=1\n');
    await link(path, join(folder, 'another-name'));

    await writeEnvFile(path, { A: '2' });

    expect(await readFile(stolen, 'utf8')).toBe('');
    expect((await lstat(path)).isSymbolicLink()).toBe(false);
    expect(await readFile(join(folder, 'another-name'), 'utf8')).toBe('A=1\n');
  });

  it('refuses a link that leads nowhere, and what is no file', async () => {
    await symlink(join(folder, 'gone'), path);

    await expect(writeEnvFile(path, { A: '1' })).rejects.toThrow('leads nowhere');
    await expect(writeEnvFile(folder, { A: '1' })).rejects.toThrow('is no file');
    await expect(writeEnvFile('/dev/null', { A: '1' })).rejects.toThrow('is no file');
    expect(await readdir(folder)).toEqual(['.env']);
  });
});

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { prepareSchema } from '../local-schema.js';
import { SqliteFile } from './sqlite-file.js';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('the files of the local memory', () => {
  let folder: string;
  let umask: number;

  beforeEach(() => {
    umask = process.umask(0o000);
    folder = mkdtempSync(join(tmpdir(), 'private-file-'));
  });

  afterEach(() => {
    process.umask(umask);
    rmSync(folder, { recursive: true });
  });

  /** A file that was used once; its parts stay while it is open. */
  async function used(at: string): Promise<readonly string[]> {
    const file = new SqliteFile(join(at, 'memory-2.db'), prepareSchema);
    await file.transaction((connection) => {
      connection.run('INSERT OR REPLACE INTO last_check VALUES (1, 1)');
    });
    const modes = readdirSync(at).map((name) => modeOf(join(at, name)));
    file.close();
    return modes;
  }

  it('are made for their owner alone, and so is their folder', async () => {
    const made = join(folder, 'data', 'memory');

    expect(await used(made)).toEqual(['600', '600', '600']);
    expect([modeOf(made), modeOf(join(folder, 'data'))]).toEqual(['700', '700']);
  });

  it('are closed to others where a version before left them open', async () => {
    const old = join(folder, 'memory');
    mkdirSync(old, { mode: 0o755 });
    await used(old);
    for (const name of readdirSync(old)) chmodSync(join(old, name), 0o644);
    chmodSync(old, 0o755);

    expect(new Set(await used(old))).toEqual(new Set(['600']));
    expect(modeOf(old)).toBe('700');
  });

  it('leave a folder alone that holds other things too', async () => {
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'notes.txt'), '', { mode: 0o644 });

    const modes = await used(folder);

    expect([...modes].sort()).toEqual(['600', '600', '600', '644']);
    expect(modeOf(folder)).toBe('755');
  });
});

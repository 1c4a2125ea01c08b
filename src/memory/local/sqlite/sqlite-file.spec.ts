import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { prepareSchema } from '../local-schema.js';
import { SqliteConnection } from './sqlite-connection.js';
import { SqliteFile } from './sqlite-file.js';

const insertSql = 'INSERT INTO last_check VALUES (?, 1)';

describe('SqliteFile', () => {
  let folder: string;
  let file: SqliteFile;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sqlite-file-'));
    file = new SqliteFile(join(folder, 'some', 'memory.db'), prepareSchema, 60);
  });

  afterEach(() => {
    file.close();
    rmSync(folder, { recursive: true });
  });

  it('makes its folder with the first use', async () => {
    const row = await file.use((connection) => connection.get('PRAGMA journal_mode'));

    expect(row).toMatchObject({ journal_mode: 'wal' });
    expect(statSync(file.path).isFile()).toBe(true);
  });

  it('ends a wait for a lock in an error that may be tried again', async () => {
    await file.use(() => undefined);
    const other = new SqliteConnection(file.path);
    other.execute('BEGIN IMMEDIATE');

    await expect(file.transaction(() => undefined)).rejects.toMatchObject({
      code: 'memory.busy',
      retry: { kind: 'later' },
    });

    other.execute('ROLLBACK');
    other.close();
    await expect(file.transaction(() => 'done')).resolves.toBe('done');
  });

  it('undoes a transaction that fails', async () => {
    const failing = file.transaction((connection) => {
      connection.run(insertSql, 1);
      connection.run(insertSql, 2);
    });
    await expect(failing).rejects.toMatchObject({ code: 'memory.unavailable' });

    const rows = await file.use((connection) => connection.all('SELECT number FROM last_check'));
    expect(rows).toEqual([]);
  });

  it('uses a statement again after it failed', async () => {
    await file.use((connection) => {
      const sql = 'INSERT INTO last_check VALUES (?, 1) RETURNING number';
      expect(() => connection.get(sql, 2)).toThrow('CHECK');

      expect(connection.get(sql, 1)).toMatchObject({ number: 1 });
    });
  });

  it('leaves everything in the one file when it is closed', async () => {
    await file.transaction((connection) => {
      connection.run(insertSql, 1);
    });

    file.close();

    expect(statSync(`${file.path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    await expect(file.use(() => undefined)).rejects.toMatchObject({ code: 'memory.unavailable' });
  });
});

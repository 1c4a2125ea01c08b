import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type MemoryDocument } from '../src/memory/memory-document.js';
import { LocalSink } from '../src/memory/local/local-sink.js';
import { SqliteConnection } from '../src/memory/local/sqlite/sqlite-connection.js';
import { PairedSink } from '../src/memory/paired-sink.js';
import { eventually } from './support/eventually.js';
import { InMemorySink } from './support/in-memory-sink.js';
import { aDocument, aWrite, describeMemorySinkContract } from './support/memory-sink-contract.js';
import { type SinkSubject } from './support/memory-sink-contract.js';
import { describeFactIndexContract } from './support/fact-index-contract.js';
import { describeWordSearchContract } from './support/word-search-contract.js';

const writerPath = join(import.meta.dirname, 'support/memory-writer.mjs');

function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'memory-'));
}

const localSubject = async (): Promise<SinkSubject> => {
  const folder = freshFolder();
  const opened = [new LocalSink(folder)];
  return Promise.resolve({
    sink: opened[0]!,
    reopen: async () => {
      const sink = new LocalSink(folder);
      opened.push(sink);
      return Promise.resolve(sink);
    },
    refusedWrite: aWrite({ id: 'refused', version: 0.5 }),
    dispose: async () => {
      for (const sink of opened) await sink.close();
      rmSync(folder, { recursive: true });
    },
  });
};

describeMemorySinkContract('LocalSink', localSubject);
describeFactIndexContract('LocalSink', localSubject);
describeWordSearchContract('LocalSink', localSubject);

describeMemorySinkContract('PairedSink', async () => {
  const [one, other] = [await localSubject(), await localSubject()];
  const pair = [new PairedSink(one.sink, other.sink)];
  return {
    sink: pair[0]!,
    reopen: async () => {
      const [first, second] = [await one.reopen!(), await other.reopen!()];
      pair.push(new PairedSink(first, second));
      return pair.at(-1)!;
    },
    refusedWrite: aWrite({ id: 'refused', version: 0.5 }),
    dispose: async () => {
      for (const each of pair) await each.close();
      await one.dispose();
      await other.dispose();
    },
  };
});

describe('PairedSink', () => {
  it('fills and empties both, and fails where either does', async () => {
    const [one, other] = [new InMemorySink(), new InMemorySink()];
    const pair = new PairedSink(one, other);
    await pair.upsert([aWrite({ id: '1' }), aWrite({ id: '2' })]);
    await pair.remove([{ key: 'Accounts/1', knownRef: undefined }]);

    expect([await one.count(), await other.count()]).toEqual([1, 1]);
    expect(await pair.identity()).not.toBe(await one.identity());
    await other.close();
    expect(await pair.upsert([aWrite({ id: '3' })])).toMatchObject([{ status: 'failed' }]);
    expect(await pair.remove([{ key: 'Accounts/2', knownRef: undefined }])).toMatchObject([
      { status: 'failed' },
    ]);
    await expect(pair.check()).rejects.toThrow();
    await pair.close();
  });
});

describeMemorySinkContract('InMemorySink', async () => {
  const sink = new InMemorySink();
  return Promise.resolve({
    sink,
    reopen: async () => Promise.resolve(new InMemorySink({ store: sink.store })),
    refusedWrite: aWrite({ id: 'refused', version: 0.5 }),
    dispose: async () => sink.close(),
  });
});

describe('LocalSink', () => {
  let folder: string;
  let sink: LocalSink;
  let children: ChildProcess[];

  beforeEach(() => {
    folder = freshFolder();
    sink = new LocalSink(folder);
    children = [];
  });

  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A process that writes; `lines` grows with what it has printed. */
  const startWriter = (...words: readonly string[]) => {
    const [command = '', ...given] = words;
    const child = spawn(command, given, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    // The last piece is a line that isn't finished.
    return { child, lines: () => output.split('\n').slice(0, -1) };
  };

  const keysFound = async (text: string): Promise<readonly string[]> =>
    (await sink.search({ text, limit: 10 })).map((hit) => hit.key);

  const store = async (...documents: readonly Partial<MemoryDocument>[]): Promise<void> => {
    const writes = documents.map((values, index) => aWrite({ id: String(index + 1), ...values }));
    for (const outcome of await sink.upsert(writes)) expect(outcome.status).toBe('written');
  };

  describe('with other processes', () => {
    it('keeps every acknowledged write of a process killed with SIGKILL', async () => {
      const { child, lines } = startWriter(
        process.execPath,
        writerPath,
        folder,
        'k',
        '1000000',
        '1',
      );
      await eventually(() => {
        expect(lines().length).toBeGreaterThan(200);
      });

      child.kill('SIGKILL');
      await once(child, 'close');

      const acknowledged = lines();
      expect(acknowledged.every((line) => line.startsWith('written '))).toBe(true);
      const held = new Set<string>();
      for await (const item of sink.list()) held.add(`written ${item.key}`);
      expect(acknowledged.filter((line) => !held.has(line))).toEqual([]);
      expect((await sink.search({ text: 'Account k7', limit: 1 }))[0]?.key).toBe('Accounts/k7');
      await expect(sink.check()).resolves.toBeUndefined();
    });

    it('loses nothing when two processes and this one write at once', async () => {
      const writers = [
        startWriter(process.execPath, writerPath, folder, 'a', '300', '1'),
        startWriter(process.execPath, writerPath, folder, 'b', '300', '1'),
        startWriter(process.execPath, writerPath, folder, 'a', '300', '2'),
      ];
      const ended = writers.map(async ({ child }) => once(child, 'close'));
      for (let number = 0; number < 100; number += 1) await store({ id: `c${number}` });

      for (const end of ended) expect(await end).toEqual([0, null]);

      const said = writers.flatMap(({ lines }) => lines());
      expect(said.filter((line) => !/^(written|stale) /.test(line))).toEqual([]);
      expect(said).toHaveLength(900);
      expect(await sink.count()).toBe(700);
      const versions = new Map<string, number>();
      for await (const item of sink.list()) versions.set(item.id, item.version);
      expect([...versions].filter(([id, version]) => id.startsWith('a') && version !== 2)).toEqual(
        [],
      );
    });

    it('reports a file that can grow no more and keeps what it holds', async () => {
      const limited = `ulimit -f 2048; exec "${process.execPath}" "${writerPath}" "${folder}" f 5000 1`;
      const { child, lines } = startWriter('bash', '-c', limited);

      await once(child, 'close');

      const acknowledged = lines().filter((line) => line.startsWith('written '));
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(lines()).toContainEqual(expect.stringMatching(/^memory\.unavailable /));
      const held = new Set<string>();
      for await (const item of sink.list()) held.add(`written ${item.key}`);
      expect(acknowledged.filter((line) => !held.has(line))).toEqual([]);
      await expect(sink.check()).resolves.toBeUndefined();
    });

    it('waits for a lock without blocking the process', async () => {
      await sink.check();
      const other = new Database(join(folder, 'memory-2.db'));
      other.exec('BEGIN IMMEDIATE');
      let settled = false;

      const writing = sink.upsert([aWrite()]).finally(() => (settled = true));
      const turns = await turnsWhile(150);

      expect(settled).toBe(false);
      expect(turns).toBeGreaterThan(3);
      other.exec('ROLLBACK');
      other.close();
      expect(await writing).toMatchObject([{ status: 'written' }]);
    });

    it('lets others run between the parts of a large batch', async () => {
      const body = 'lorem ipsum dolor '.repeat(10_000);
      const writes = Array.from({ length: 12 }, (_, index) => aWrite({ id: String(index), body }));
      let turns = 0;
      let immediate = setImmediate(function countTurn() {
        turns += 1;
        immediate = setImmediate(countTurn);
      });

      await sink.upsert(writes);
      clearImmediate(immediate);

      expect(turns).toBeGreaterThanOrEqual(writes.length);
    });
  });

  describe('on a file that is not as it should be', () => {
    it('refuses a schema newer than its own and leaves it alone', async () => {
      await store({});
      await sink.close();
      const database = new Database(join(folder, 'memory-2.db'));
      database.exec('PRAGMA user_version = 99');
      database.close();
      sink = new LocalSink(folder);

      await expect(sink.check()).rejects.toMatchObject({
        code: 'memory.newer_schema',
        message: expect.stringContaining('has schema 99, this release knows 2'),
      });
      await expect(sink.get('Accounts/1')).rejects.toMatchObject({ code: 'memory.newer_schema' });
    });

    it('takes no file for damaged whose documents were written anew, again and again', async () => {
      const words = ['heron', 'owner', 'kingfisher', 'record', 'deal', 'note', 'Acme', '2026'];
      for (let round = 0; round < 60; round += 1) {
        const body = Array.from({ length: 5 + (round % 7) }, (_each, at) => {
          return words[(round * 3 + at * (1 + (round % 5))) % words.length];
        }).join(' ');
        await store({ id: String(round % 3), version: round + 1, body });
      }
      const name = await sink.identity();
      await sink.close();
      sink = new LocalSink(folder);

      await expect(sink.check()).resolves.toBeUndefined();
      expect(await sink.setAside()).toBeUndefined();
      expect(await sink.identity()).toBe(name);
      expect(await keysFound('heron')).not.toEqual([]);
      expect(await sink.index.unfit(['Accounts/0', 'Accounts/1', 'Accounts/2'])).toEqual([]);
    });

    it('reports a file that is no database, with the remedy, and recovers when it is gone', async () => {
      writeFileSync(join(folder, 'memory-2.db'), 'this is no database '.repeat(500));

      await expect(sink.check()).rejects.toMatchObject({
        code: 'memory.corrupt',
        message: expect.stringMatching(/memory-2\.db .*sets it aside/),
        retry: { kind: 'pause' },
      });
      expect(await sink.upsert([aWrite()])).toMatchObject([
        { status: 'failed', error: { code: 'memory.corrupt' } },
      ]);

      rmSync(join(folder, 'memory-2.db'));
      await expect(sink.check()).resolves.toBeUndefined();
    });

    it('reports a folder that can not be made, with path and remedy', async () => {
      writeFileSync(join(folder, 'file'), '');
      sink = new LocalSink(join(folder, 'file', 'memory'));

      await expect(sink.check()).rejects.toMatchObject({
        code: 'memory.unavailable',
        message: expect.stringMatching(/file\/memory\/memory-2\.db .*ENOTDIR.*MEMORY_PATH/),
      });
      expect(await sink.upsert([aWrite()])).toMatchObject([
        { status: 'failed', error: { code: 'memory.unavailable', retry: { kind: 'pause' } } },
      ]);
    });

    it('makes the file anew when it was deleted while open', async () => {
      await store({ id: '1' });
      rmSync(folder, { recursive: true });

      await store({ id: '2' });

      const reader = new LocalSink(folder);
      expect(await reader.get('Accounts/2')).toMatchObject(aDocument({ id: '2' }));
      expect(await reader.count()).toBe(1);
      await reader.close();
    });
  });

  describe('on the file of an earlier build', () => {
    const schema = `
CREATE TABLE documents (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, module TEXT NOT NULL, id TEXT NOT NULL,
  version INTEGER NOT NULL, content_hash TEXT NOT NULL, stored_at_ms INTEGER NOT NULL,
  title TEXT NOT NULL, body TEXT NOT NULL
) STRICT;
PRAGMA user_version = 1;
INSERT INTO documents VALUES (1, 'Accounts/1', 'Accounts', '1', 7, 'hash', 9, 'Acme', 'A turbine.')`;

    it('begins with its documents, which the next comparison takes for other than written', async () => {
      const older = new Database(join(folder, 'memory.db'));
      older.exec(schema);
      older.close();

      expect(await keysFound('turbine')).toEqual(['Accounts/1']);
      expect(await sink.get('Accounts/1')).toMatchObject({
        title: 'Acme',
        body: 'A turbine.',
        version: 7,
        storedAtMs: 9,
        contentHash: '',
      });
      expect(await sink.facts.unknownIn('Accounts')).toBe(1);
    });

    it('leaves it as it is', async () => {
      const older = new Database(join(folder, 'memory.db'));
      older.exec(schema);
      await store({ id: '1', version: 8 });

      expect(older.prepare('SELECT version, body FROM documents').get()).toMatchObject({
        version: 7,
        body: 'A turbine.',
      });
      older.close();
    });
  });

  it('leaves no byte of what was changed or removed once it is tidied', async () => {
    await store({ id: '1', title: 'Zebraquark', body: 'uniquexyz' }, { id: '2' });
    await store({ id: '2', title: 'Quaggaquark', body: 'formerxyz', version: Date.now() + 1 });
    await store({ id: '2', title: 'Kept', body: 'presentxyz', version: Date.now() + 2000 });
    await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);
    const gone = ['zebraquark', 'uniquexyz', 'quaggaquark', 'formerxyz'];

    await sink.index.tidy();

    const bytes = ['', '-wal'].map((end) => readFileSync(join(folder, `memory-2.db${end}`)));
    const text = Buffer.concat(bytes).toString('latin1').toLowerCase();
    expect(gone.filter((word) => text.includes(word))).toEqual([]);
    expect(await sink.search({ text: 'presentxyz', limit: 5 })).toHaveLength(1);
  });

  it('takes a file made by a build whose index took words out one by one', async () => {
    await store({ id: '1', title: 'Zebraquark' });
    const connection = new SqliteConnection(join(folder, 'memory-2.db'));
    connection.run("INSERT INTO words (words, rank) VALUES ('secure-delete', 1)");
    await sink.close();

    sink = new LocalSink(folder);
    await store({ id: '1', title: 'Quaggaquark', version: Date.now() + 1 });

    const setting = connection.get("SELECT v FROM words_config WHERE k = 'secure-delete'");
    connection.close();
    expect(setting).toMatchObject({ v: 0 });
    expect(await sink.search({ text: 'Quaggaquark', limit: 5 })).toHaveLength(1);
    expect(await sink.search({ text: 'Zebraquark', limit: 5 })).toHaveLength(0);
  });
});

/** How often a timer fires within this time. */
async function turnsWhile(durationMs: number): Promise<number> {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  await new Promise((resolve) => setTimeout(resolve, durationMs));
  clearInterval(timer);
  return turns;
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type MemoryDocument } from '../src/memory/memory-document.js';
import { LocalSink } from '../src/memory/local/local-sink.js';
import { eventually } from './support/eventually.js';
import { InMemorySink } from './support/in-memory-sink.js';
import { aDocument, aWrite, describeMemorySinkContract } from './support/memory-sink-contract.js';

const writerPath = join(import.meta.dirname, 'support/memory-writer.mjs');

function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'memory-'));
}

describeMemorySinkContract('LocalSink', async () => {
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

  it('leaves no byte of a removed document in its file', async () => {
    await store({ id: '1', title: 'Zebraquark', body: 'uniquexyz' }, { id: '2' });
    await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);
    await sink.close();

    const bytes = readFileSync(join(folder, 'memory-2.db'));
    for (const text of ['Zebraquark', 'zebraquark', 'uniquexyz']) {
      expect(bytes.includes(text)).toBe(false);
    }
  });

  describe('search', () => {
    it('ranks a match in the title over one in the body', async () => {
      await store(
        { title: 'Initech', body: 'A customer. Globex is a competitor of theirs.' },
        { title: 'Globex', body: 'A customer. Prints and files many reports.' },
      );

      expect(await keysFound('globex')).toEqual(['Accounts/2', 'Accounts/1']);
    });

    it('ranks documents with all words over those with some', async () => {
      await store(
        { title: 'One', body: 'renewal renewal renewal of the lease' },
        { title: 'Two', body: 'the turbine renewal of the year' },
        { title: 'Three', body: 'a turbine' },
        { title: 'Four', body: 'neither' },
      );

      expect((await keysFound('turbine renewal'))[0]).toBe('Accounts/2');
      expect(await keysFound('turbine renewal')).toHaveLength(3);
    });

    it('finds record ids and record keys', async () => {
      await store({ id: '5437000000391001' }, { id: '5437000000391002' });
      await sink.upsert([
        aWrite({ module: 'Notes', id: 'a_b-1', body: 'Account 5437000000391001' }),
      ]);

      expect((await keysFound('5437000000391001'))[0]).toBe('Accounts/5437000000391001');
      expect((await keysFound('Accounts/5437000000391002'))[0]).toBe('Accounts/5437000000391002');
      expect((await keysFound('Notes/a_b-1'))[0]).toBe('Notes/a_b-1');
      expect(await keysFound('a_b-1')).toContain('Notes/a_b-1');
    });

    it('finds the beginning of a word, but whole words first', async () => {
      await store(
        { title: 'One', body: 'artisans and articles and artefacts' },
        { title: 'Two', body: 'the art of selling to people' },
      );

      expect(await keysFound('art')).toEqual(['Accounts/2', 'Accounts/1']);
      expect(await keysFound('artis')).toEqual(['Accounts/1']);
    });

    it.each([
      ['accents that the query leaves out', 'Zürich, São Paulo', 'Zurich'],
      ['accents that the text leaves out', 'Zurich', 'Zürich'],
      ['accents written as marks of their own', 'Cafe\u0301', 'café'],
      ['full-width letters', 'ＡＣＭＥ株式会社', 'acme'],
      ['a Chinese word within a sentence', '我们在北京市开会', '北京'],
      ['a Chinese sentence that shares a word', '总部位于北京', '北京的天气怎么样'],
      ['one Chinese character', '我们在北京市开会', '京'],
      ['a Japanese word within a sentence', '東京タワーで会議', '東京'],
      ['Latin letters inside Chinese', '我们用SAP系统', 'sap'],
      ['a Thai word within a sentence', 'ประชุมที่กรุงเทพมหานคร', 'กรุงเทพ'],
      ['a Korean word with its particle', '서울에서 만나요', '서울'],
      ['an e-mail address', 'Write to jane.roe@acme.example.', 'jane.roe@acme.example'],
      ['the domain of an e-mail address', 'Write to jane.roe@acme.example.', 'acme.example'],
      ['a phone number', 'Phone: +1 555-0100', '555-0100'],
      ['a word after a NUL', 'a\u0000needle', 'needle'],
    ])('finds %s', async (_, body, text) => {
      await store({ title: 'One', body }, { title: 'Two', body: 'something else: 其他' });

      expect((await keysFound(text))[0]).toBe('Accounts/1');
    });

    it('keeps a NUL in a body', async () => {
      await store({ body: 'before\u0000after' });

      expect((await sink.get('Accounts/1'))?.body).toBe('before\u0000after');
    });

    it('gives an excerpt around the match as plain text', async () => {
      const filler = 'filler words here '.repeat(40);
      await store({
        title: 'Acme',
        body: `# Acme\n\n${filler}\n\n- **Renewal:** 北京的 [turbine](https://example.com) deal\\_1\n\n${filler}`,
      });

      const [hit] = await sink.search({ text: 'turbine', limit: 1 });

      expect(hit?.excerpt).toContain('Renewal: 北京的 turbine deal_1');
      expect(hit?.excerpt.length).toBeLessThan(400);
      expect(hit?.excerpt).not.toContain('\u200b');
    });
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

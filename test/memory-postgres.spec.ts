import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Secret } from '../src/kernel/secret.js';
import { type MemoryDocument } from '../src/memory/memory-document.js';
import { PostgresSink } from '../src/memory/postgres/postgres-sink.js';
import { eventually } from './support/eventually.js';
import { describeFactIndexContract } from './support/fact-index-contract.js';
import { aDocument, aWrite, describeMemorySinkContract } from './support/memory-sink-contract.js';
import { type SinkSubject } from './support/memory-sink-contract.js';
import { describeWithPostgres, TestPostgres } from './support/postgres-server.js';
import { describeWordSearchContract } from './support/word-search-contract.js';

describeWithPostgres('PostgreSQL', () => {
  let server: TestPostgres;

  beforeAll(async () => {
    server = await TestPostgres.start();
  });

  afterAll(async () => {
    await server.stop();
  });

  const subject = async (): Promise<SinkSubject> => {
    const url = new Secret(server.url());
    const opened = [new PostgresSink(url)];
    return Promise.resolve({
      sink: opened[0]!,
      reopen: async () => {
        const sink = new PostgresSink(url);
        opened.push(sink);
        return Promise.resolve(sink);
      },
      refusedWrite: aWrite({ id: 'refused', version: 0.5 }),
      dispose: async () => {
        for (const sink of opened) await sink.close();
      },
    });
  };

  describeMemorySinkContract('PostgresSink', subject);
  describeFactIndexContract('PostgresSink', subject);
  describeWordSearchContract('PostgresSink', subject);

  describe('PostgresSink', () => {
    let url: string;
    let sink: PostgresSink;

    beforeEach(() => {
      url = server.url();
      sink = new PostgresSink(new Secret(url));
    });

    afterEach(async () => {
      await sink.close();
    });

    const store = async (...documents: readonly Partial<MemoryDocument>[]): Promise<void> => {
      const writes = documents.map((values, index) => aWrite({ id: String(index + 1), ...values }));
      for (const outcome of await sink.upsert(writes)) expect(outcome.status).toBe('written');
    };

    it('keeps a NUL in a body and finds the word after it', async () => {
      await store({ body: 'before\u0000after' });

      expect((await sink.get('Accounts/1'))?.body).toBe('before\u0000after');
      expect(await sink.search({ text: 'after', limit: 1 })).toHaveLength(1);
    });

    it('leaves no byte of an erased record in its tables', async () => {
      const facts = {
        ...{ api: 'Accounts', kind: 'Account', name: 'Zebraquark', links: [], parent: undefined },
        ...{ state: undefined, due: undefined, account: { id: '1', name: 'Zebraquark' } },
        fields: [{ field: 'City', label: 'City', type: 'text', value: 'Uniquexyz' }],
      } as const;
      await store({ id: '1', title: 'Zebraquark', body: 'Uniquexyz', facts }, { id: '2' });
      await server.query('CHECKPOINT');
      expect(filesWith(server.folder, 'Zebraquark')).not.toEqual([]);

      const tombstone = { erasedAtMs: 1, untilChanged: false, version: 1 };
      await sink.graves.bury('Accounts/1', tombstone);
      await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);

      await eventually(async () => {
        await server.query('CHECKPOINT');
        for (const text of ['Zebraquark', 'zebraquark', 'Uniquexyz', 'uniquexyz']) {
          expect(filesWith(server.folder, text)).toEqual([]);
        }
      });
      expect(await sink.graves.find('Accounts/1')).toEqual(tombstone);
      expect(await sink.count()).toBe(1);
    });

    it('takes up a database whose tables were dropped, as another memory', async () => {
      await store({ id: '1' });
      const name = await sink.identity();
      await server.query(`DROP SCHEMA ${schemaOf(url)} CASCADE`);

      await store({ id: '2' });

      expect(await sink.count()).toBe(1);
      expect(await sink.identity()).not.toBe(name);
    });

    it('refuses a schema newer than its own, and goes on with one that allows it', async () => {
      await store({});
      await server.query(`UPDATE ${schemaOf(url)}.form SET version = 99`);
      const older = new PostgresSink(new Secret(url));
      await expect(older.check()).resolves.toBeUndefined();
      await older.close();

      await server.query(`UPDATE ${schemaOf(url)}.form SET works_for = 99`);
      const oldest = new PostgresSink(new Secret(url));
      await expect(oldest.check()).rejects.toMatchObject({ code: 'memory.newer_schema' });
      await oldest.close();
    });

    it('is made once by any number of processes that begin at the same time', async () => {
      const sinks = Array.from({ length: 6 }, () => new PostgresSink(new Secret(url)));

      const names = await Promise.all(sinks.map((each) => each.identity()));
      for (const each of sinks) await each.close();

      expect(new Set(names).size).toBe(1);
    });

    it('says what is wrong with a user, a database and a server that are not there', async () => {
      const at = (place: string): string => url.replace('/postgres?', place);
      const told = async (address: string): Promise<unknown> => {
        const other = new PostgresSink(new Secret(address));
        const error = await other.check().catch((thrown: unknown) => thrown);
        await other.close();
        return error;
      };

      expect(await told(at('/nowhere?'))).toMatchObject({
        code: 'memory.unavailable',
        message: expect.stringMatching(/no such database.*MEMORY_URL/),
      });
      expect(await told(url.replace('postgres@', 'nobody:hunter2@'))).toMatchObject({
        code: 'memory.unauthorized',
        message: expect.not.stringContaining('hunter2'),
      });
      expect(await told(url.replace(String(server.port), '1'))).toMatchObject({
        code: 'memory.unavailable',
        message: expect.stringMatching(/ECONNREFUSED.*MEMORY_URL/),
        retry: { kind: 'pause' },
      });
    });

    it('keeps what was acknowledged when the server is killed, and goes on by itself', async () => {
      await store({ id: '1' });
      server.signal('SIGQUIT');
      await server.ended();

      expect(await sink.upsert([aWrite({ id: '2' })])).toMatchObject([
        { status: 'failed', error: { code: 'memory.unavailable', retry: { kind: 'pause' } } },
      ]);

      await server.restart();
      await store({ id: '2' });
      expect(await sink.get('Accounts/1')).toMatchObject(aDocument({ id: '1' }));
      expect(await sink.count()).toBe(2);
    });
  });
});

function schemaOf(url: string): string {
  return new URL(url).searchParams.get('schema') ?? '';
}

/** Files of tables and indexes that hold a text. */
function filesWith(folder: string, text: string): readonly string[] {
  const base = join(folder, 'data', 'base');
  const files = readdirSync(base, { recursive: true, withFileTypes: true });
  return files
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .filter((path) => readFileSync(path).includes(text));
}

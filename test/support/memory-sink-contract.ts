import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';

import { type CrmModule } from '../../src/crm/modules.js';
import { recordKey, type RecordKey } from '../../src/crm/record-ref.js';
import { AppError } from '../../src/kernel/app-error.js';
import { type MemoryDocument } from '../../src/memory/memory-document.js';
import { type DocumentWrite, type MemorySink } from '../../src/memory/memory-sink.js';
import { type StoredItem } from '../../src/memory/memory-sink.js';
import { writeUntilTaken } from './write-until-taken.js';

/** An empty memory to put to the test. */
export interface SinkSubject {
  readonly sink: MemorySink;
  /** One more sink on the same store, as another process would have; the first stays open. */
  reopen?(): Promise<MemorySink>;
  /** Resolves once what was written can be found by search; without it, that is at once. */
  settle?(): Promise<void>;
  /** A write that this memory must refuse; without it, that fact isn't tested. */
  readonly refusedWrite?: DocumentWrite;
  dispose(): Promise<void>;
}

/** A valid document, of which a test states what it is about. */
export function aDocument(values: Partial<MemoryDocument> = {}): MemoryDocument {
  const module: CrmModule = values.module ?? 'Accounts';
  const id = values.id ?? '1';
  const body = values.body ?? '# Acme\n\nAn account.\n';
  const contentHash = createHash('sha256').update(body).digest('hex');
  const key = recordKey({ module, id });
  return {
    key,
    module,
    id,
    title: 'Acme',
    version: 1_750_102_639_787,
    ...values,
    body,
    contentHash,
  };
}

/** The write of a document of which memory is not known to hold anything. */
export function aWrite(values: Partial<MemoryDocument> = {}): DocumentWrite {
  return { document: aDocument(values), knownRef: undefined };
}

async function listed(sink: MemorySink, module?: CrmModule): Promise<readonly StoredItem[]> {
  const items: StoredItem[] = [];
  for await (const item of sink.list(module)) items.push(item);
  return items;
}

const scripts: readonly (readonly [name: string, text: string, word: string])[] = [
  ['Latin', 'Zürich Versicherung GmbH', 'Versicherung'],
  ['Cyrillic', 'Общество Ромашка Москва', 'Ромашка'],
  ['Greek', 'Εταιρεία Ελλάδα', 'Ελλάδα'],
  ['Arabic', 'شركة النور', 'النور'],
  ['Hebrew', 'חברה ירושלים', 'ירושלים'],
  ['Hindi', 'नमस्ते दिल्ली', 'दिल्ली'],
  ['Chinese', '会议 北京 办公室', '北京'],
  ['Japanese', '会議 トウキョウ 本社', 'トウキョウ'],
  ['Korean', '회의 서울 사무실', '서울'],
  ['Thai', 'ประชุม กรุงเทพ สำนักงาน', 'กรุงเทพ'],
];

// By hand: a line for each would be a page.
// prettier-ignore
const hostileQueries: readonly string[] = [
  '"', "'", '""', '"acme', "acme'; DROP TABLE documents; --", '*', '*acme', 'acme*', '(', ')',
  '(acme', 'AND', 'acme AND', 'OR', 'NOT', 'NEAR', 'NEAR(acme, 5)', 'acme NOT beta', '^acme',
  'title:acme', '{title} : acme', '-acme', '+acme', 'a:b:c', '%', '_', '\\', '/', '?', '??',
  '🎉', '👨‍👩‍👧', '\u0000', 'acme\u0000beta', '\ud800', '\u200b', '\u202e', 'ﬀ', '‮', '\n\t',
  'x'.repeat(100_000), 'word '.repeat(20_000), '字'.repeat(20_000), '"'.repeat(1000),
  '('.repeat(1000), '[', ']', '{', '}', '<script>', '${1}', '{{1}}', '$match', '&&', '||',
];

/** The facts of `MemorySink`, true of every adapter. */
export function describeMemorySinkContract(
  name: string,
  makeSink: () => Promise<SinkSubject>,
): void {
  describe(`${name} as a memory`, () => {
    let subject: SinkSubject;
    let sink: MemorySink;

    beforeEach(async () => {
      subject = await makeSink();
      ({ sink } = subject);
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const settle = async (): Promise<void> => subject.settle?.();
    const keysFound = async (text: string, module?: CrmModule): Promise<readonly RecordKey[]> => {
      const query = { text, limit: 10, ...(module === undefined ? {} : { modules: [module] }) };
      return (await sink.search(query)).map((hit) => hit.key);
    };

    describe('upsert', () => {
      it('stores a document byte for byte, with its own id for it', async () => {
        const document = aDocument({ body: '# Zürich 北京 🎉\r\n\n\ttrailing  \n' });

        const [outcome] = await sink.upsert([{ document, knownRef: undefined }]);

        expect(outcome?.status).toBe('written');
        const stored = await sink.get(document.key);
        expect(stored).toMatchObject(document);
        expect(outcome).toEqual({ status: 'written', ref: stored?.ref });
        expect(stored?.storedAtMs).toBeGreaterThan(0);
      });

      it('answers one outcome per write, in order', async () => {
        await sink.upsert([aWrite({ id: '2', version: 9 })]);

        const outcomes = await sink.upsert([
          aWrite({ id: '1', version: 5 }),
          aWrite({ id: '2', version: 5 }),
          aWrite({ id: '3', version: 5 }),
        ]);

        expect(outcomes.map((outcome) => outcome.status)).toEqual(['written', 'stale', 'written']);
      });

      it('takes no writes at all', async () => {
        expect(await sink.upsert([])).toEqual([]);
      });

      it('replaces an older version, leaving one document', async () => {
        const [first] = await sink.upsert([aWrite({ version: 1, body: 'one' })]);
        const knownRef = first?.status === 'written' ? first.ref : undefined;

        await sink.upsert([{ document: aDocument({ version: 2, body: 'two' }), knownRef }]);

        expect(await sink.get('Accounts/1')).toMatchObject({ version: 2, body: 'two' });
        expect(await sink.count()).toBe(1);
        expect(await listed(sink)).toHaveLength(1);
      });

      it('replaces an older version also when its id for it is not known', async () => {
        await sink.upsert([aWrite({ version: 1, body: 'one' })]);

        await sink.upsert([aWrite({ version: 2, body: 'two' })]);

        expect(await sink.get('Accounts/1')).toMatchObject({ version: 2, body: 'two' });
        expect(await listed(sink)).toHaveLength(1);
      });

      it('replaces a version by the same version with another content', async () => {
        await sink.upsert([aWrite({ version: 1, title: 'Acme', body: 'one' })]);

        const [outcome] = await sink.upsert([aWrite({ version: 1, title: 'Apex', body: 'two' })]);

        expect(outcome?.status).toBe('written');
        expect(await sink.get('Accounts/1')).toMatchObject({ title: 'Apex', body: 'two' });
      });

      it('never replaces a version by a lower one', async () => {
        await sink.upsert([aWrite({ version: 2, body: 'two' })]);

        expect(await sink.upsert([aWrite({ version: 1, body: 'one' })])).toEqual([
          { status: 'stale' },
        ]);

        expect(await sink.get('Accounts/1')).toMatchObject({ version: 2, body: 'two' });
      });

      it('may be repeated: one document, the same id', async () => {
        const [first] = await sink.upsert([aWrite()]);

        const [second] = await sink.upsert([aWrite()]);

        expect(second).toEqual(first);
        expect(await sink.count()).toBe(1);
      });

      it('returns to an earlier content', async () => {
        await sink.upsert([aWrite({ version: 1, body: 'one' })]);
        await sink.upsert([aWrite({ version: 2, body: 'two' })]);

        await sink.upsert([aWrite({ version: 3, body: 'one' })]);

        expect(await sink.get('Accounts/1')).toMatchObject({ version: 3, body: 'one' });
        expect(await listed(sink)).toHaveLength(1);
      });

      it('keeps records of equal content apart', async () => {
        await sink.upsert([aWrite({ id: '1', body: 'same' }), aWrite({ id: '2', body: 'same' })]);

        await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);

        expect(await sink.get('Accounts/2')).toMatchObject({ id: '2', body: 'same' });
      });

      it('keeps records of equal id in two modules apart', async () => {
        await sink.upsert([
          aWrite({ module: 'Deals', body: 'a deal' }),
          aWrite({ module: 'Notes', body: 'a note' }),
        ]);

        expect(await sink.get('Deals/1')).toMatchObject({ module: 'Deals', body: 'a deal' });
        expect(await sink.get('Notes/1')).toMatchObject({ module: 'Notes', body: 'a note' });
      });

      it('stores a body of 1 MB', async () => {
        const body = 'lorem ipsum dolor '.repeat(58_254);

        expect(await sink.upsert([aWrite({ body })])).toMatchObject([{ status: 'written' }]);

        expect((await sink.get('Accounts/1'))?.body).toBe(body);
      });

      it('fails a document it refuses alone, for good', async () => {
        if (subject.refusedWrite === undefined) return;

        const outcomes = await sink.upsert([
          aWrite({ id: 'a' }),
          subject.refusedWrite,
          aWrite({ id: 'b' }),
        ]);

        expect(outcomes).toMatchObject([
          { status: 'written' },
          { status: 'failed', error: { code: 'memory.refused', retry: { kind: 'never' } } },
          { status: 'written' },
        ]);
        expect(await sink.count()).toBe(2);
        expect(await sink.upsert([aWrite({ id: 'c' })])).toMatchObject([{ status: 'written' }]);
      });
    });

    describe('remove', () => {
      it('removes a document and says that there was one', async () => {
        const [written] = await sink.upsert([aWrite({ body: 'quizzaciously' })]);
        const knownRef = written?.status === 'written' ? written.ref : undefined;

        const outcomes = await sink.remove([{ key: 'Accounts/1', knownRef }]);

        expect(outcomes).toEqual([{ status: 'removed', existed: true }]);
        await settle();
        expect(await sink.get('Accounts/1')).toBeUndefined();
        expect(await sink.count()).toBe(0);
        expect(await listed(sink)).toEqual([]);
        expect(await keysFound('quizzaciously')).toEqual([]);
      });

      it('succeeds again, and for what was never there', async () => {
        await sink.upsert([aWrite()]);
        await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);

        const outcomes = await sink.remove([
          { key: 'Accounts/1', knownRef: undefined },
          { key: 'Deals/404', knownRef: undefined },
        ]);

        expect(outcomes).toEqual([
          { status: 'removed', existed: false },
          { status: 'removed', existed: false },
        ]);
      });

      it('leaves the others alone', async () => {
        await sink.upsert([aWrite({ id: '1' }), aWrite({ id: '11' }), aWrite({ id: '2' })]);

        await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);

        expect((await listed(sink)).map((item) => item.id)).toEqual(['11', '2']);
      });

      it('lets a restored record come back at the version it had', async () => {
        await sink.upsert([aWrite({ version: 5 })]);
        await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);

        expect(await sink.upsert([aWrite({ version: 5 })])).toMatchObject([{ status: 'written' }]);

        expect(await sink.get('Accounts/1')).toMatchObject({ version: 5 });
      });
    });

    describe('get, list and count', () => {
      it('know nothing in an empty memory', async () => {
        expect(await sink.get('Accounts/1')).toBeUndefined();
        expect(await sink.count()).toBe(0);
        expect(await listed(sink)).toEqual([]);
      });

      it('list everything once, ordered by key, without bodies', async () => {
        const ids = Array.from({ length: 120 }, (_, index) => String(index));
        const outcomes = await sink.upsert([
          ...ids.map((id) => aWrite({ id, version: Number(id) })),
          aWrite({ module: 'Contacts', id: '7' }),
        ]);

        const items = await listed(sink);

        expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['written']));

        expect(items.map((item) => item.key)).toEqual(
          [...ids.map((id) => `Accounts/${id}`), 'Contacts/7'].sort(),
        );
        const document = aDocument({ id: '42', version: 42 });
        const { ref } = (await sink.get(document.key))!;
        const { key, module, id, version, contentHash } = document;
        expect(items.find((item) => item.key === key)).toEqual({
          key,
          module,
          id,
          version,
          contentHash,
          ref,
        });
        expect(await sink.count()).toBe(121);
      });

      it('list one module', async () => {
        await sink.upsert([
          aWrite({ module: 'Accounts' }),
          aWrite({ module: 'Contacts' }),
          aWrite({ module: 'Deals', id: '2' }),
          aWrite({ module: 'Deals', id: '1' }),
          aWrite({ module: 'Notes' }),
        ]);

        expect((await listed(sink, 'Deals')).map((item) => item.key)).toEqual([
          'Deals/1',
          'Deals/2',
        ]);
        expect(await listed(sink, 'Tasks')).toEqual([]);
        const counts = Object.fromEntries(await sink.countByModule());
        expect(counts).toEqual({ Accounts: 1, Contacts: 1, Deals: 2, Notes: 1 });
      });
    });

    describe('search', () => {
      it('finds words of the title and of the body', async () => {
        await sink.upsert([
          aWrite({ id: '1', title: 'Globex', body: 'builds turbines' }),
          aWrite({ id: '2', title: 'Initech', body: 'prints reports' }),
        ]);
        await settle();

        expect(await keysFound('Globex')).toEqual(['Accounts/1']);
        expect(await keysFound('reports')).toEqual(['Accounts/2']);
        expect(await keysFound('TURBINES')).toEqual(['Accounts/1']);
      });

      it('answers key, title, an excerpt in one line and a score, best first', async () => {
        await sink.upsert([
          aWrite({ id: '1', title: 'Globex', body: 'The renewal\nis near.' }),
          aWrite({ id: '2', title: 'Initech', body: 'The turbine renewal\nis far.' }),
        ]);
        await settle();

        const hits = await sink.search({ text: 'turbine renewal', limit: 10 });

        expect(hits[0]).toMatchObject({ key: 'Accounts/2', title: 'Initech' });
        expect(hits[0]?.excerpt).toContain('turbine renewal is far');
        const scores = hits.map((hit) => hit.score);
        expect(scores).toEqual([...scores].sort((one, other) => other - one));
      });

      it('answers no more than was asked for', async () => {
        await sink.upsert(['1', '2', '3'].map((id) => aWrite({ id, body: 'turbines' })));
        await settle();

        expect(await sink.search({ text: 'turbines', limit: 2 })).toHaveLength(2);
      });

      it('keeps to a module', async () => {
        await sink.upsert([
          aWrite({ module: 'Deals', body: 'turbines' }),
          aWrite({ module: 'Notes', body: 'turbines' }),
        ]);
        await settle();

        expect(await keysFound('turbines', 'Notes')).toEqual(['Notes/1']);
        expect(await keysFound('turbines', 'Tasks')).toEqual([]);
      });

      it('finds what a document says now, not what it said before', async () => {
        await sink.upsert([aWrite({ version: 1, title: 'Globex', body: 'turbines' })]);
        await sink.upsert([aWrite({ version: 2, title: 'Initech', body: 'reports' })]);
        await settle();

        expect(await keysFound('turbines Globex')).toEqual([]);
        expect(await keysFound('reports')).toEqual(['Accounts/1']);
      });

      it.each(scripts)('finds a word in %s', async (_, text, word) => {
        await sink.upsert([
          aWrite({ id: '1', title: 'One', body: text }),
          aWrite({ id: '2', title: 'Two', body: 'something else' }),
        ]);
        await settle();

        expect(await keysFound(word)).toEqual(['Accounts/1']);
      });

      it.each(['', ' ', '\n', '…', '--', '"" * ()'])('finds nothing for %j', async (text) => {
        await sink.upsert([aWrite()]);
        await settle();

        expect(await keysFound(text)).toEqual([]);
      });

      it('takes any text for a query', async () => {
        await sink.upsert([aWrite({ title: 'Acme', body: 'beta gamma' })]);
        await settle();

        for (const text of hostileQueries) {
          expect((await sink.search({ text, limit: 5 })).length).toBeLessThanOrEqual(1);
        }
        expect(await sink.count()).toBe(1);
      });
    });

    describe('identity', () => {
      it('is one name, for everybody who uses the memory and whatever it holds', async () => {
        const name = await sink.identity();
        const other = (await subject.reopen?.()) ?? sink;
        await sink.upsert([aWrite()]);

        expect(name).not.toBe('');
        expect(await sink.identity()).toBe(name);
        expect(await other.identity()).toBe(name);
        if (other !== sink) await other.close();
      });
    });

    describe('for several at once', () => {
      it('keeps the highest version of concurrent writes', async () => {
        const other = (await subject.reopen?.()) ?? sink;
        const versions = [3, 9, 1, 7, 5, 2, 8];

        await Promise.all(
          versions.map((version, index) =>
            writeUntilTaken(
              index % 2 === 0 ? sink : other,
              aWrite({ version, body: `v${version}` }),
            ),
          ),
        );

        expect(await sink.get('Accounts/1')).toMatchObject({ version: 9, body: 'v9' });
        expect(await listed(other)).toHaveLength(1);
        if (other !== sink) await other.close();
      });

      it('shows a second instance what the first has written and removed', async () => {
        if (subject.reopen === undefined) return;
        const other = await subject.reopen();
        await sink.upsert([aWrite({ id: '1' }), aWrite({ id: '2' })]);
        await sink.remove([{ key: 'Accounts/2', knownRef: undefined }]);

        expect(await other.get('Accounts/1')).toMatchObject(aDocument({ id: '1' }));
        expect(await other.count()).toBe(1);
        expect(await other.upsert([aWrite({ id: '1', version: 1 })])).toEqual([
          { status: 'stale' },
        ]);
        await other.close();
      });

      it('loses no write of two instances at once', async () => {
        if (subject.reopen === undefined) return;
        const other = await subject.reopen();
        const ids = Array.from({ length: 40 }, (_, index) => String(index));

        await Promise.all(
          ids.map((id, index) => writeUntilTaken(index % 2 === 0 ? sink : other, aWrite({ id }))),
        );

        expect(await sink.count()).toBe(40);
        await other.close();
      });

      it('keeps what was written when it is closed and opened again', async () => {
        if (subject.reopen === undefined) return;
        await sink.upsert([aWrite()]);
        await sink.close();

        const next = await subject.reopen();

        expect(await next.get('Accounts/1')).toMatchObject(aDocument());
        await next.close();
      });
    });

    describe('check and close', () => {
      it('reports a memory that takes writes as fine', async () => {
        await expect(sink.check()).resolves.toBeUndefined();
      });

      it('fails after close with an error that may be retried', async () => {
        await sink.close();
        await sink.close();

        await expect(sink.check()).rejects.toBeInstanceOf(AppError);
        await expect(sink.get('Accounts/1')).rejects.toBeInstanceOf(AppError);
        const [write] = await sink.upsert([aWrite()]);
        const [removal] = await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);
        expect(write).toMatchObject({ status: 'failed', error: expect.any(AppError) });
        expect(removal).toMatchObject({ status: 'failed', error: expect.any(AppError) });
      });
    });
  });
}

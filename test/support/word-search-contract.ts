import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type MemoryDocument } from '../../src/memory/memory-document.js';
import { type MemorySink } from '../../src/memory/memory-sink.js';
import { aWrite, type SinkSubject } from './memory-sink-contract.js';

/** How words find documents, the same in every memory with an index of its own. */
export function describeWordSearchContract(
  name: string,
  makeSink: () => Promise<SinkSubject>,
): void {
  describe(`the search of ${name}`, () => {
    let subject: SinkSubject;
    let sink: MemorySink;

    beforeEach(async () => {
      subject = await makeSink();
      ({ sink } = subject);
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const keysFound = async (text: string): Promise<readonly string[]> =>
      (await sink.search({ text, limit: 10 })).map((hit) => hit.key);

    const store = async (...documents: readonly Partial<MemoryDocument>[]): Promise<void> => {
      const writes = documents.map((values, index) => aWrite({ id: String(index + 1), ...values }));
      for (const outcome of await sink.upsert(writes)) expect(outcome.status).toBe('written');
    };

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

    it('ranks what a record says of itself over what others list of it', async () => {
      await store(
        { title: 'Acme', body: '# Acme\n\n## Contacts\n\n- Ann: phone: +44 20 7946 0958' },
        { title: 'Ann', body: '# Ann\n\n- Phone: +44 20 7946 0958' },
      );

      expect(await keysFound('+442079460958')).toEqual(['Accounts/2', 'Accounts/1']);
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

    it('finds a misspelt word of a title, until no title has it', async () => {
      await store({ title: 'Kestrel Freight', body: '' }, { title: 'Other', body: '' });

      expect(await keysFound('kestral')).toEqual(['Accounts/1']);
      expect(await keysFound('xreight')).toEqual(['Accounts/1']);
      await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);
      expect(await keysFound('kestral')).toEqual([]);
    });
  });
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type RecordKey, refFromKey } from '../../src/crm/record-ref.js';
import { type DocumentFacts, type Fact } from '../../src/memory/document-facts.js';
import { type FactCondition, type FactTarget } from '../../src/memory/fact-query.js';
import { type FactIndex, type FactTest } from '../../src/memory/fact-query.js';
import { type DocumentWrite } from '../../src/memory/memory-sink.js';
import { aWrite, type SinkSubject } from './memory-sink-contract.js';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

function deal(
  id: string,
  fields: Readonly<Record<string, Partial<Fact>>>,
  more: Partial<DocumentFacts> = {},
): readonly [RecordKey, DocumentFacts] {
  const facts = Object.entries(fields).map(([field, fact]): Fact => {
    return { field, label: field, type: 'text', value: '', ...fact };
  });
  const known = { api: 'Deals', kind: 'Deal', name: id, fields: facts, links: [] };
  return [
    `Deals/${id}`,
    { ...known, state: 'open', due: undefined, account: undefined, parent: undefined, ...more },
  ];
}

const money = (value: number, currency = 'EUR'): Partial<Fact> => ({
  type: 'money',
  value,
  currency,
});

const documents: readonly (readonly [RecordKey, DocumentFacts])[] = [
  deal('1', { Stage: { value: 'Négociation' }, Amount: money(10) }, { due: '2026-03-01' }),
  deal('2', { Stage: { value: 'Won' }, Amount: money(30) }, { state: 'won' }),
  deal('3', { Stage: { value: 'Won' }, Amount: money(5, 'USD') }, { state: 'won' }),
  deal(
    '4',
    {
      Owner: { type: 'user', value: 'Ann Lee', id: '9', email: 'ann@x.example' },
      Tag: { type: 'list', value: ['hot', 'new'] },
      Closing_Date: { type: 'day', value: '2026-02-28' },
      Start: { type: 'time', value: '2026-02-28T23:30:00.000Z' },
    },
    { account: { id: '7', name: 'Acme' }, links: ['Accounts/7'], due: '2026-02-28' },
  ),
  [
    'Tasks/1',
    {
      ...deal('1', {}, { api: 'Tasks', parent: 'Deals/4', links: ['Deals/4'] })[1],
      kind: 'Task',
    },
  ],
];

function asWrite(
  [key, facts]: readonly [RecordKey, DocumentFacts],
  version: number,
): DocumentWrite {
  const { module, id } = refFromKey(key) ?? { module: '', id: '' };
  return aWrite({ module, id, title: key, body: '', version, facts });
}

/** The facts of `FactIndex`, true of every memory that has one. */
export function describeFactIndexContract(
  name: string,
  makeSink: () => Promise<SinkSubject>,
): void {
  describe(`the facts of ${name}`, () => {
    let subject: SinkSubject;
    let index: FactIndex;

    beforeAll(async () => {
      subject = await makeSink();
      index = subject.sink.facts!;
      await subject.sink.upsert(documents.map((each, at) => asWrite(each, at + 1)));
    });

    afterAll(async () => {
      await subject.dispose();
    });

    const field = (name: string): FactTarget => ({ kind: 'field', field: name });
    const found = async (
      target: FactTarget,
      test: FactTest,
      negated = false,
      module = 'Deals',
    ): Promise<readonly string[]> => {
      const where: FactCondition[] = [{ target, tests: [test], negated }];
      const query = { module, where, orderBy: [], limit: 10, offset: 0 };
      return (await index.find(query)).map(({ id }) => id);
    };
    const noon = { dayMs: day('2026-03-01'), ms: Date.parse('2026-03-01T12:00:00Z') };

    it.each<[string, FactTarget, FactTest, readonly string[]]>([
      ['a text without accents', field('Stage'), { kind: 'equals', texts: ['negociation'] }, ['1']],
      ['a part of a text', field('Stage'), { kind: 'contains', texts: ['ocia'] }, ['1']],
      [
        'the beginning of a text',
        field('Stage'),
        { kind: 'starts_with', texts: ['w'] },
        ['2', '3'],
      ],
      ['a number', field('Amount'), { kind: 'numbers', numbers: [30] }, ['2']],
      ['more than', field('Amount'), { kind: 'range', from: 10, exclusive: true }, ['2']],
      ['at most', field('Amount'), { kind: 'range', to: 10, exclusive: false }, ['1', '3']],
      ['a person by name', field('Owner'), { kind: 'equals', texts: ['ann lee'] }, ['4']],
      ['a person by address', field('Owner'), { kind: 'equals', texts: ['ann@x.example'] }, ['4']],
      ['one of a list', field('Tag'), { kind: 'equals', texts: ['new'] }, ['4']],
      ['a day', field('Closing_Date'), { kind: 'period', before: noon }, ['4']],
      ['a time', field('Start'), { kind: 'period', from: noon }, []],
      ['what has a value', field('Amount'), { kind: 'filled' }, ['1', '2', '3']],
      ['a state', { kind: 'won' }, { kind: 'numbers', numbers: [1] }, ['2', '3']],
      ['no state', { kind: 'open' }, { kind: 'numbers', numbers: [0] }, ['2', '3']],
      ['overdue', { kind: 'overdue', now: noon }, { kind: 'numbers', numbers: [1] }, ['4']],
      ['an account', { kind: 'account' }, { kind: 'equals', texts: ['acme'] }, ['4']],
      ['an id', { kind: 'id' }, { kind: 'equals', texts: ['2'] }, ['2']],
      [
        'when it was modified',
        { kind: 'modified_at' },
        { kind: 'period', before: { dayMs: 0, ms: 3 } },
        ['1', '2'],
      ],
    ])('find by %s', async (_, target, test, ids) => {
      expect(await found(target, test)).toEqual(ids);
    });

    it('come with the document, as it was written', async () => {
      const query = { module: 'Deals', where: [], orderBy: [], limit: 1, offset: 0 };
      const [first] = await index.find(query);

      expect(first).toMatchObject({ key: 'Deals/1', title: 'Deals/1', body: '' });
      expect(JSON.stringify(first?.facts)).toBe(JSON.stringify(documents[0]?.[1]));
    });

    it('find what is otherwise, records without a value among them', async () => {
      expect(await found(field('Stage'), { kind: 'equals', texts: ['won'] }, true)).toEqual([
        '1',
        '4',
      ]);
    });

    it('find what belongs to an account through its deal', async () => {
      const test: FactTest = { kind: 'equals', texts: ['7'] };
      expect(await found({ kind: 'account' }, test, false, 'Tasks')).toEqual(['1']);
    });

    it('sort, what has no value last', async () => {
      const sorted = async (descending: boolean): Promise<readonly string[]> => {
        const orderBy = [{ target: field('Amount'), descending }];
        const query = { module: 'Deals', where: [], orderBy, limit: 10, offset: 0 };
        return (await index.find(query)).map(({ id }) => id);
      };
      expect(await sorted(true)).toEqual(['2', '1', '3', '4']);
      expect(await sorted(false)).toEqual(['3', '1', '2', '4']);
    });

    it('are added up in groups, each currency for itself', async () => {
      const query = { module: 'Deals', where: [], measured: field('Amount') };
      const groups = await index.aggregate({ ...query, groupBy: [field('Stage')] });

      expect(
        groups.map(({ group, sum, count, currency }) => [group[0]?.text, sum, count, currency]),
      ).toEqual([
        ['Négociation', 10, 1, 'EUR'],
        ['Won', 30, 1, 'EUR'],
        ['Won', 5, 1, 'USD'],
      ]);
    });

    it('count records of a group, of a list in each of its items', async () => {
      const query = { module: 'Deals', where: [], measured: undefined };
      const counted = await index.aggregate({ ...query, groupBy: [field('Tag')] });

      expect(counted.map(({ group, count }) => [group[0]?.text, count])).toEqual([
        [null, 3],
        ['hot', 1],
        ['new', 1],
      ]);
    });

    it('lead to what belongs to a record, and to what belongs to its deals', async () => {
      const related = async (deep: boolean): Promise<readonly string[]> =>
        (await index.related({ key: 'Accounts/7', deep, limit: 10 })).map(({ key }) => key);

      expect(await related(false)).toEqual(['Deals/4']);
      expect(await related(true)).toEqual(['Tasks/1', 'Deals/4']);
    });

    it('tell the fields there are', async () => {
      expect(await index.fieldsOf('Deals')).toContainEqual({
        api: 'Deals',
        field: 'Amount',
        label: 'Amount',
        type: 'money',
      });
    });

    it('sort numbers before texts where a field has both', async () => {
      const mixed = [
        deal('1', { Size: { value: 'large' } }),
        deal('2', { Size: { type: 'number', value: 10 } }),
        deal('3', { Size: { type: 'number', value: 9 } }),
        deal('4', {}),
      ].map(([key, facts]) => asWrite([key.replace('Deals', 'Quotes') as RecordKey, facts], 1));
      await subject.sink.upsert(mixed);
      const orderBy = [{ target: field('Size'), descending: false }];
      const query = { module: 'Quotes', where: [], orderBy, limit: 10, offset: 0 };

      expect((await index.find(query)).map(({ id }) => id)).toEqual(['3', '2', '1', '4']);
    });

    it('take signs of patterns for what they are', async () => {
      const rate = deal('9', { Rate: { value: '50% off!' } });
      await subject.sink.upsert([asWrite(['Products/9', rate[1]], 1)]);
      const holds = (text: string) =>
        found(field('Rate'), { kind: 'contains', texts: [text] }, false, 'Products');

      expect(await holds('0% o')).toEqual(['9']);
      expect(await holds('off!')).toEqual(['9']);
      expect(await holds('5_%')).toEqual([]);
    });

    it('group by states and times, records without one first', async () => {
      const query = { module: 'Deals', where: [], measured: undefined };
      const won = await index.aggregate({ ...query, groupBy: [{ kind: 'won' }] });
      const accounts = await index.aggregate({ ...query, groupBy: [{ kind: 'account' }] });

      expect(won.map(({ group, count }) => [group[0]?.number, count])).toEqual([
        [0, 2],
        [1, 2],
      ]);
      expect(accounts.map(({ group, count }) => [group[0]?.text, count])).toEqual([
        [null, 3],
        ['Acme', 1],
      ]);
    });

    it('tell of documents that have none', async () => {
      await subject.sink.upsert([aWrite({ module: 'Notes', id: '1' })]);

      expect(await index.unknownIn('Notes')).toBe(1);
      expect(await index.unknownIn('Deals')).toBe(0);
    });

    it('go with their document', async () => {
      const ghost = deal('9', { Stage: { value: 'Ghost' } }, { links: ['Accounts/8'] });
      await subject.sink.upsert([asWrite(ghost, 1)]);
      await subject.sink.remove([{ key: 'Deals/9', knownRef: undefined }]);

      expect(await found(field('Stage'), { kind: 'equals', texts: ['ghost'] })).toEqual([]);
      expect(await index.related({ key: 'Accounts/8', deep: false, limit: 9 })).toEqual([]);
    });
  });
}

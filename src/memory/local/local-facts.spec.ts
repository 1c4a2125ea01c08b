import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type RecordKey, refFromKey } from '../../crm/record-ref.js';
import { type DocumentFacts, type Fact } from '../document-facts.js';
import { type FactCondition, type FactTarget, type FactTest } from '../fact-query.js';
import { prepareSchema } from './local-schema.js';
import { removeDocument, writeDocument } from './local-writes.js';
import { SqliteConnection } from './sqlite-connection.js';
import { aggregateDocuments, countWithoutFacts, findDocuments } from './local-facts.js';
import { knownFields, relatedDocuments } from './local-facts.js';

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

describe('the facts of a local memory', () => {
  let memory: SqliteConnection;

  beforeAll(() => {
    memory = new SqliteConnection(':memory:');
    prepareSchema(memory, ':memory:');
    documents.forEach(([key, facts], index) => {
      const { module, id } = refFromKey(key) ?? { module: '', id: '' };
      const texts = { title: key, body: '', contentHash: '' };
      writeDocument(memory, { key, module, id, ...texts, version: index + 1, facts }, 0);
    });
  });

  afterAll(() => {
    memory.close();
  });

  const field = (name: string): FactTarget => ({ kind: 'field', field: name });
  const found = (target: FactTarget, test: FactTest, negated = false, module = 'Deals') => {
    const where: FactCondition[] = [{ target, tests: [test], negated }];
    const query = { module, where, orderBy: [], limit: 10, offset: 0 };
    return findDocuments(memory, query).map(({ id }) => id);
  };
  const noon = { dayMs: day('2026-03-01'), ms: Date.parse('2026-03-01T12:00:00Z') };

  it.each<[string, FactTarget, FactTest, readonly string[]]>([
    ['a text without accents', field('Stage'), { kind: 'equals', texts: ['negociation'] }, ['1']],
    ['a part of a text', field('Stage'), { kind: 'contains', texts: ['ocia'] }, ['1']],
    ['the beginning of a text', field('Stage'), { kind: 'starts_with', texts: ['w'] }, ['2', '3']],
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
  ])('find by %s', (_, target, test, ids) => {
    expect(found(target, test)).toEqual(ids);
  });

  it('come with the document, as it was written', () => {
    const query = { module: 'Deals', where: [], orderBy: [], limit: 1, offset: 0 };
    const [first] = findDocuments(memory, query);

    expect(first).toMatchObject({ key: 'Deals/1', title: 'Deals/1', body: '' });
    expect(JSON.stringify(first?.facts)).toBe(JSON.stringify(documents[0]?.[1]));
  });

  it('find what is otherwise, records without a value among them', () => {
    expect(found(field('Stage'), { kind: 'equals', texts: ['won'] }, true)).toEqual(['1', '4']);
  });

  it('find what belongs to an account through its deal', () => {
    const test: FactTest = { kind: 'equals', texts: ['7'] };
    expect(found({ kind: 'account' }, test, false, 'Tasks')).toEqual(['1']);
  });

  it('sort, what has no value last', () => {
    const sorted = (descending: boolean): readonly string[] => {
      const orderBy = [{ target: field('Amount'), descending }];
      const query = { module: 'Deals', where: [], orderBy, limit: 10, offset: 0 };
      return findDocuments(memory, query).map(({ id }) => id);
    };
    expect(sorted(true)).toEqual(['2', '1', '3', '4']);
    expect(sorted(false)).toEqual(['3', '1', '2', '4']);
  });

  it('are added up in groups, each currency for itself', () => {
    const query = { module: 'Deals', where: [], measured: field('Amount') };
    const groups = aggregateDocuments(memory, { ...query, groupBy: [field('Stage')] });

    expect(
      groups.map(({ group, sum, count, currency }) => [group[0]?.text, sum, count, currency]),
    ).toEqual([
      ['Négociation', 10, 1, 'EUR'],
      ['Won', 30, 1, 'EUR'],
      ['Won', 5, 1, 'USD'],
    ]);
  });

  it('count records of a group, of a list in each of its items', () => {
    const query = { module: 'Deals', where: [], measured: undefined };
    const counted = aggregateDocuments(memory, { ...query, groupBy: [field('Tag')] });

    expect(counted.map(({ group, count }) => [group[0]?.text, count])).toEqual([
      [null, 3],
      ['hot', 1],
      ['new', 1],
    ]);
  });

  it('lead to what belongs to a record, and to what belongs to its deals', () => {
    const related = (deep: boolean) =>
      relatedDocuments(memory, { key: 'Accounts/7', deep, limit: 10 }).map(({ key }) => key);

    expect(related(false)).toEqual(['Deals/4']);
    expect(related(true)).toEqual(['Tasks/1', 'Deals/4']);
  });

  it('tell the fields there are', () => {
    expect(knownFields(memory, 'Deals', undefined)).toContainEqual({
      api: 'Deals',
      field: 'Amount',
      label: 'Amount',
      type: 'money',
    });
  });

  it('tell of documents that have none', () => {
    const texts = { title: '', body: '', contentHash: '', version: 1 };
    writeDocument(memory, { key: 'Notes/1', module: 'Notes', id: '1', ...texts }, 0);

    expect(countWithoutFacts(memory, 'Notes')).toBe(1);
    expect(countWithoutFacts(memory, 'Deals')).toBe(0);
  });

  it('go with their document', () => {
    const ghost = deal('9', { Stage: { value: 'Ghost' } }, { links: ['Accounts/8'] });
    const texts = { title: '', body: '', contentHash: '', version: 1 };
    writeDocument(
      memory,
      { key: 'Deals/9', module: 'Deals', id: '9', ...texts, facts: ghost[1] },
      0,
    );
    removeDocument(memory, 'Deals/9');

    expect(found(field('Stage'), { kind: 'equals', texts: ['ghost'] })).toEqual([]);
    expect(memory.all("SELECT * FROM facts WHERE text = 'ghost'")).toEqual([]);
    expect(memory.all("SELECT * FROM links WHERE target = 'Accounts/8'")).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type RecordRef } from '../../crm/record-ref.js';
import {
  deal,
  list,
  organisation,
  zohoRecordsOf,
} from '../../../test/support/scripted-organisation.js';
import {
  type ReceivedRequest,
  type ScriptedReply,
  type ScriptedServer,
  startScriptedServer,
} from '../../../test/support/scripted-server.js';
import { type ZohoRecords } from './zoho-records.js';

const invalidData: ScriptedReply = { status: 400, json: { code: 'INVALID_DATA' } };

function refs(...ids: readonly string[]): readonly RecordRef[] {
  return ids.map((id) => ({ module: 'Deals', id }));
}

describe('ZohoRecords, of long texts, which lists cut', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterAll(() => server.close());

  const records = (variables: Readonly<Record<string, string>> = {}): ZohoRecords =>
    zohoRecordsOf(server, variables);
  const paths = () => server.received.map(({ path }) => path);
  const ids = ['1', '2', '3'];
  const text = (id: string): string => `${id}${'é'.repeat(700)} the end`;
  const fullPath = '/crm/v8/Deals/actions/fetch_full_data';
  const isFull = ({ path }: ReceivedRequest): boolean => path === fullPath;
  const isList = ({ path, query }: ReceivedRequest): boolean =>
    path === '/crm/v8/Deals' && query.has('ids');
  const whole = organisation({ Deals: ids.map((id) => deal(id, { Text: text(id) })) });
  const cut = organisation({
    Deals: ids.map((id) => deal(id, { Text: text(id).slice(0, 500) })),
  });
  const inFull = ids.map((id) => ({ record: { fields: { Text: text(id), id } } }));

  it('reads those of all records with one call more', async () => {
    server.play((request) => (isList(request) ? cut(request) : whole(request)));

    expect(await records().load('Deals', refs(...ids))).toMatchObject(inFull);
    expect(paths()).toEqual(['/crm/v8/Deals', fullPath]);
    const { query } = server.received[1]!;
    expect(Object.fromEntries(query)).toEqual({ ids: '1,2,3', fields: 'Text' });
  });

  it.each([499, 500])('asks again only for a text of 500 characters, not of %d', async (length) => {
    server.play(organisation({ Deals: [deal('1', { Text: 'é'.repeat(length) })] }));

    const [outcome] = await records().load('Deals', refs('1'));

    expect(outcome).toMatchObject({ record: { fields: { Text: 'é'.repeat(length) } } });
    expect(server.received).toHaveLength(length < 500 ? 1 : 2);
  });

  it.each<[string, ScriptedReply]>([
    ['refused', invalidData],
    ['unknown to Zoho', { status: 404, json: { code: 'INVALID_URL_PATTERN' } }],
    ['answered by nonsense', { json: { data: 'none' } }],
  ])('reads each record where that call is %s, and never makes it again', async (_what, reply) => {
    server.play((request) => {
      if (isFull(request)) return reply;
      return isList(request) ? cut(request) : whole(request);
    });
    const zoho = records();

    expect(await zoho.load('Deals', refs(...ids))).toMatchObject(inFull);
    expect(await zoho.load('Deals', refs(...ids))).toMatchObject(inFull);
    expect(server.received.filter(isFull)).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['another one than the list showed', 'Something else'],
    ['missing', undefined],
    ['no text', 7],
  ])('reads a record by itself whose full text is %s', async (_what, told) => {
    server.play((request) => {
      if (isFull(request)) return list([{ id: '2', Text: told }]);
      return isList(request) ? cut(request) : whole(request);
    });

    expect(await records().load('Deals', refs('2'))).toMatchObject([inFull[1]]);
    expect(paths()).toEqual(['/crm/v8/Deals', fullPath, '/crm/v8/Deals/2']);
  });

  it('finds the field that has no full text, and goes on with the others', async () => {
    const both = { ZOHO_FIELDS_DEALS: 'Text,Code' };
    const code = 'x'.repeat(500);
    const of = (row: (id: string) => string) =>
      organisation({ Deals: ids.map((id) => deal(id, { Text: row(id), Code: code })) });
    const [short, long] = [of((id) => text(id).slice(0, 500)), of(text)];
    server.play((request) => {
      const isRefused = isFull(request) && request.query.get('fields')!.includes('Code');
      if (isRefused) return invalidData;
      return isList(request) ? short(request) : long(request);
    });

    expect(await records(both).load('Deals', refs(...ids))).toMatchObject(inFull);
    const asked = server.received.filter(isFull).map(({ query }) => query.get('fields'));
    expect(asked).toEqual(['Text,Code', 'Text', 'Code']);
  });

  it('tries again later while Zoho is out of order', async () => {
    server.play((request) => (isFull(request) ? { status: 500 } : cut(request)));

    const outcomes = await records().load('Deals', refs(...ids));

    const later = { status: 'failed', error: { retry: { kind: 'later' } } };
    expect(outcomes).toMatchObject([later, later, later]);
  });
});

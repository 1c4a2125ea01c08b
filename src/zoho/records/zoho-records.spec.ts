import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type RecordRef } from '../../crm/record-ref.js';
import {
  deal,
  list,
  modified,
  organisation,
  zohoRecordsOf,
} from '../../../test/support/scripted-organisation.js';
import {
  type ScriptedReply,
  type ScriptedServer,
  startScriptedServer,
} from '../../../test/support/scripted-server.js';
import { type ZohoRecords } from './zoho-records.js';

const invalidData: ScriptedReply = { status: 400, json: { code: 'INVALID_DATA' } };

function refs(...ids: readonly string[]): readonly RecordRef[] {
  return ids.map((id) => ({ module: 'Deals', id }));
}

describe('ZohoRecords', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterAll(() => server.close());

  const records = (variables: Readonly<Record<string, string>> = {}): ZohoRecords =>
    zohoRecordsOf(server, variables);
  const paths = () => server.received.map(({ path }) => path);

  it('reads many records with one call, in the order they were asked for', async () => {
    server.play(organisation({ Deals: [deal('2'), deal('1')] }));

    const outcomes = await records().load('Deals', refs('1', '2'));

    expect(outcomes).toEqual(
      ['1', '2'].map((id) => ({
        status: 'present',
        record: {
          module: 'Deals',
          api: 'Deals',
          id,
          modifiedAtMs: Date.parse(modified),
          fields: expect.objectContaining({ id, Modified_Time: modified, Deal_Name: `Deal ${id}` }),
        },
      })),
    );
    expect(paths()).toEqual(['/crm/v8/Deals']);
    expect(server.received[0]!.query.get('ids')).toBe('1,2');
  });

  it('makes no call for no records', async () => {
    server.play(organisation({}));

    expect(await records().load('Deals', [])).toEqual([]);
    expect(server.received).toEqual([]);
  });

  it('takes a record for gone only where Zoho says so for its very id', async () => {
    server.play(organisation({ Deals: [deal('1')] }));

    const outcomes = await records().load('Deals', refs('1', '2'));

    expect(outcomes.map(({ status }) => status)).toEqual(['present', 'gone']);
    expect(paths()).toEqual(['/crm/v8/Deals', '/crm/v8/Deals/2']);
  });

  it('finds a record that the list leaves out', async () => {
    server.play(({ path }) => (path.endsWith('/1') ? list([deal('1')]) : { status: 204 }));

    const [outcome] = await records().load('Deals', refs('1'));

    expect(outcome).toMatchObject({ status: 'present', record: { id: '1' } });
  });

  it.each<[string, ScriptedReply]>([
    ['an outage', { status: 503 }],
    ['an answer without records', { json: { data: [] } }],
    ['another record', { json: { data: [deal('9')] } }],
    ['a record whose id is a number', { json: { data: [{ ...deal('1'), id: 1 }] } }],
    ['an empty success', { status: 200 }],
  ])('never takes a record for gone because of %s', async (_what, reply) => {
    server.play(({ path }) => (path.endsWith('/1') ? reply : { status: 204 }));

    const [outcome] = await records().load('Deals', refs('1'));

    expect(outcome).toMatchObject({ status: 'failed', error: { retry: { kind: 'later' } } });
  });

  it.each<[string, ScriptedReply, string]>([
    ['an outage', { status: 500 }, 'zoho.unavailable'],
    [
      'a used-up quota',
      { status: 429, headers: { 'x-api-credits-remaining': '0' } },
      'zoho.quota_exhausted',
    ],
    ['a list of another shape', { json: { data: { id: '1' } } }, 'zoho.bad_answer'],
    ['a missing permission', { status: 403, json: { code: 'NO_PERMISSION' } }, 'zoho.refused'],
  ])('fails every record of a call that meets %s', async (_what, reply, code) => {
    server.play(() => reply);

    const outcomes = await records().load('Deals', refs('1', '2'));

    expect(outcomes).toMatchObject([
      { status: 'failed', error: { code } },
      { status: 'failed', error: { code } },
    ]);
    expect(server.received).toHaveLength(1);
  });

  it('lets a record whose id Zoho refuses fail alone', async () => {
    const ids = Array.from({ length: 16 }, (_, index) => `${index}`);
    const has = organisation({ Deals: ids.map((id) => deal(id)) });
    server.play((request) => {
      const asked = request.query.get('ids')?.split(',') ?? [request.path.split('/').at(-1)];
      return asked.includes('5') ? invalidData : has(request);
    });

    const outcomes = await records().load('Deals', refs(...ids));

    const failed = outcomes.flatMap((outcome, index) =>
      outcome.status === 'failed' ? [[ids[index], outcome.error.retry.kind]] : [],
    );
    expect(failed).toEqual([['5', 'never']]);
    expect(server.received.length).toBeLessThanOrEqual(11);
  });

  it('takes a record for gone whose id is invalid to Zoho where it lists it as deleted', async () => {
    server.play(({ path }) => {
      const info = { more_records: false };
      if (path.endsWith('/deleted')) return { json: { data: [{ id: '1' }], info } };
      return path.endsWith('/Deals') ? { status: 204 } : invalidData;
    });

    const outcomes = await records().load('Deals', refs('1', '2'));

    expect(outcomes).toMatchObject([
      { status: 'gone' },
      { status: 'failed', error: { code: 'zoho.refused', retry: { kind: 'never' } } },
    ]);
  });

  it('tries an invalid id again later where Zoho cannot say what was deleted', async () => {
    server.play(({ path }) => {
      if (path.endsWith('/deleted')) return { status: 503 };
      return path.endsWith('/Deals') ? { status: 204 } : invalidData;
    });

    expect(await records().load('Deals', refs('1'))).toMatchObject([
      { status: 'failed', error: { retry: { kind: 'later' } } },
    ]);
  });

  it('fails a record without a usable id and asks for the others', async () => {
    server.play(organisation({ Deals: [deal('1')] }));

    const outcomes = await records().load('Deals', refs('../Leads', '1'));

    expect(outcomes).toMatchObject([
      { status: 'failed', error: { code: 'zoho.refused' } },
      { status: 'present' },
    ]);
    expect(server.received[0]!.query.get('ids')).toBe('1');
  });

  it('reads singly where the user may not read lists', async () => {
    const has = organisation({ Notes: [deal('1')] });
    server.play((request) =>
      request.query.has('ids') ? { status: 403, json: { code: 'NOT_SUPPORTED' } } : has(request),
    );

    const outcomes = await records().load('Notes', [
      { module: 'Notes', id: '1' },
      { module: 'Notes', id: '2' },
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(['present', 'gone']);
    const singles = server.received.filter(({ path }) => path.includes('/Notes/'));
    expect(singles.map(({ query }) => query.get('fields'))).toEqual([
      expect.stringContaining('Note_Content'),
      expect.stringContaining('Note_Content'),
    ]);
  });

  describe('with more than 50 fields', () => {
    const names = Array.from({ length: 120 }, (_, index) => `Field_${index}`);
    const values = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
    const many = { ZOHO_FIELDS_DEALS: names.join(',') };

    it('puts a record together from several calls', async () => {
      server.play(organisation({ Deals: [deal('1', values)] }));

      const [outcome] = await records(many).load('Deals', refs('1'));

      expect(outcome).toMatchObject({ status: 'present', record: { id: '1', fields: values } });
      expect(server.received.length).toBeGreaterThanOrEqual(3);
      const sizes = server.received.map(({ query }) => query.get('fields')!.split(',').length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
    });

    it('reads a record that changed in between once more, as a whole', async () => {
      const newer = '2026-11-23T10:00:05+02:00';
      const old = organisation({ Deals: [deal('1', values)] });
      const changed = organisation({ Deals: [deal('1', { ...values, Modified_Time: newer })] });
      let calls = 0;
      server.play((request) => {
        calls += 1;
        return calls === 1 ? old(request) : changed(request);
      });

      const [outcome] = await records(many).load('Deals', refs('1'));

      expect(outcome).toMatchObject({
        record: { modifiedAtMs: Date.parse(newer), fields: { ...values, Modified_Time: newer } },
      });
      expect(paths().at(-1)).toBe('/crm/v8/Deals/1');
    });
  });
});

import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type RecordRef } from '../../crm/record-ref.js';
import { deal, organisation, zohoRecordsOf } from '../../../test/support/scripted-organisation.js';
import {
  type ReceivedRequest,
  type ScriptedReply,
  type ScriptedServer,
  startScriptedServer,
} from '../../../test/support/scripted-server.js';
import { type ZohoRecords } from './zoho-records.js';

const ids = Array.from({ length: 20 }, (_, index) => `${index + 1}`);
const lines = [{ id: '91', Qty: 3 }];

function refs(some: readonly string[] = ids): readonly RecordRef[] {
  return some.map((id) => ({ module: 'Deals', id }));
}

describe('the fields of records', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await startScriptedServer();
  });
  afterAll(() => server.close());

  const deals = (fields: Readonly<Record<string, unknown>> = {}) =>
    organisation({ Deals: ids.map((id) => deal(id, fields)) });
  const records = (names: string): ZohoRecords =>
    zohoRecordsOf(server, { ZOHO_FIELDS_DEALS: names });
  const fieldsOf = ({ query }: ReceivedRequest): readonly string[] =>
    query.get('fields')?.split(',') ?? [];

  /** Lists that never carry the field. */
  function lacking(field: string, has: (request: ReceivedRequest) => ScriptedReply) {
    return (request: ReceivedRequest): ScriptedReply => {
      const reply = has(request);
      const { data } = (reply.json ?? {}) as { data?: readonly object[] };
      if (!request.query.has('ids') || data === undefined) return reply;
      const without = (name: string, value: unknown): unknown =>
        name === field ? undefined : value;
      return { json: JSON.parse(JSON.stringify({ data }, without)) as unknown };
    };
  }

  /** Calls that are refused whenever they ask for one of the fields. */
  function refusing(names: readonly string[], has: (request: ReceivedRequest) => ScriptedReply) {
    return (request: ReceivedRequest): ScriptedReply =>
      fieldsOf(request).some((field) => names.includes(field))
        ? { status: 400, json: { code: 'INVALID_DATA', details: { param_name: 'fields' } } }
        : has(request);
  }

  it('that lists lack and single reads have are read singly, from the first record on', async () => {
    server.play(lacking('Lines', deals({ Lines: lines })));
    const zoho = records('Lines');

    const outcomes = [
      ...(await zoho.load('Deals', refs(ids.slice(0, 10)))),
      ...(await zoho.load('Deals', refs(ids.slice(10)))),
    ];

    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'present', record: { fields: { Lines: lines } } });
    }
    expect(server.received).toHaveLength(1 + 20);
    expect(zoho.fieldReport('Deals')).toMatchObject({ single: ['Lines'], nowhere: [] });
  });

  it('that nothing has cost no call per record, and are known', async () => {
    server.play(lacking('Reigon', deals()));
    const zoho = records('Reigon,Stage');

    for (const id of ids) await zoho.load('Deals', refs([id]));

    expect(server.received).toHaveLength(20 + 1);
    expect(zoho.fieldReport('Deals')).toMatchObject({ single: [], nowhere: ['Reigon'] });
  });

  it('are not taken for empty while nobody could find out', async () => {
    const has = lacking('Lines', deals({ Lines: lines }));
    server.play((request) => (request.query.has('ids') ? has(request) : { status: 503 }));
    const zoho = records('Lines');

    const outcomes = await zoho.load('Deals', refs());

    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['failed']));
    server.play(has);
    expect(await zoho.load('Deals', refs(['1']))).toMatchObject([
      { record: { fields: { Lines: lines } } },
    ]);
  });

  it('that lists are refused for are left out, for few calls, however many lists meet that', async () => {
    const has = deals();
    server.play(
      refusing(['Health'], (request) => {
        const reply = has(request);
        return request.query.has('ids') ? reply : full(reply);
      }),
    );
    const zoho = records('Health');

    const halves = await Promise.all([
      zoho.load('Deals', refs(ids.slice(0, 10))),
      zoho.load('Deals', refs(ids.slice(10))),
    ]);

    expect(halves.flat().map(({ status }) => status)).toEqual(ids.map(() => 'present'));
    expect(server.received.length).toBeLessThanOrEqual(6);
    expect(zoho.fieldReport('Deals').leftOut).toEqual(['Health']);
  });

  /** A single read with every field that is asked for but the refused one. */
  function full(reply: ScriptedReply): ScriptedReply {
    const names = fieldsOf(server.received[0]!).filter((field) => field !== 'Health');
    const { data } = reply.json as { data: readonly object[] };
    const empty = Object.fromEntries(names.map((name) => [name, null]));
    return { json: { data: data.map((row) => ({ ...empty, ...row })) } };
  }

  it('that lists are refused for though single reads have them are read singly', async () => {
    const rows = ids.map((id) => deal(id, { Lines: lines, Parts: lines }));
    server.play(
      refusing(['Lines', 'Parts'], (request) => {
        const reply = organisation({ Deals: rows })(request);
        return request.query.has('ids') ? reply : full(reply);
      }),
    );
    const zoho = records('Lines,Stage,Parts');

    const [outcome] = await zoho.load('Deals', refs());

    expect(outcome).toMatchObject({ record: { fields: { Lines: lines, Parts: lines } } });
    expect(zoho.fieldReport('Deals').single).toEqual(['Lines', 'Parts']);
  });

  it('that Zoho blames by name are left out at once', async () => {
    const has = deals();
    server.play((request) =>
      fieldsOf(request).includes('Health')
        ? { status: 400, json: { code: 'INVALID_DATA', details: { api_name: 'Health' } } }
        : has(request),
    );

    const outcomes = await records('Health').load('Deals', refs());

    expect(outcomes[0]).toMatchObject({ status: 'present' });
    expect(server.received.length).toBeLessThanOrEqual(3);
  });

  it('of notes are left out where single notes are refused for them', async () => {
    const has = organisation({ Notes: [deal('1')] });
    server.play(
      refusing(['Health'], (request) =>
        request.query.has('ids') ? { status: 403, json: { code: 'NOT_SUPPORTED' } } : has(request),
      ),
    );
    const zoho = zohoRecordsOf(server, { ZOHO_FIELDS_NOTES: 'Health' });

    const outcomes = await zoho.load('Notes', [{ module: 'Notes', id: '1' }]);

    expect(outcomes).toMatchObject([{ status: 'present' }]);
    expect(zoho.fieldReport('Notes').leftOut).toEqual(['Health']);
  });

  it('are all asked for again after a time in which every list was refused for them', async () => {
    server.play(({ query }) =>
      query.has('ids')
        ? { status: 400, json: { code: 'INVALID_DATA', details: { param_name: 'fields' } } }
        : { status: 204 },
    );
    const zoho = records('Stage');

    const outcomes = await zoho.load('Deals', refs(['1']));

    expect(outcomes).toMatchObject([{ status: 'failed', error: { code: 'zoho.refused' } }]);
    server.play(deals());
    await zoho.load('Deals', refs(['1']));
    expect(fieldsOf(server.received[0]!)).toContain('Stage');
  });
});

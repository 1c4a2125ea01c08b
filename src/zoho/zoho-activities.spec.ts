import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type RecordRef } from '../crm/record-ref.js';
import { deal, organisation, zohoRecordsOf } from '../../test/support/scripted-organisation.js';
import {
  type ScriptedReply,
  type ScriptedServer,
  startScriptedServer,
} from '../../test/support/scripted-server.js';
import { type ZohoRecords } from './records/zoho-records.js';

const invalidData: ScriptedReply = { status: 400, json: { code: 'INVALID_DATA' } };

describe('ZohoRecords of Activities', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterAll(() => server.close());

  const records = (): ZohoRecords => zohoRecordsOf(server);
  const paths = () => server.received.map(({ path }) => path);
  const activity = (id: string): RecordRef => ({ module: 'Activities', id });
  const has = organisation({ Events: [deal('1')], Calls: [deal('2')] });

  it('looks in Events, then in Calls', async () => {
    server.play(has);

    const outcomes = await records().load('Activities', ['1', '2', '3'].map(activity));

    expect(outcomes).toMatchObject([
      { status: 'present', record: { module: 'Activities', api: 'Events' } },
      { status: 'present', record: { module: 'Activities', api: 'Calls' } },
      { status: 'gone' },
    ]);
    expect(server.received.map(({ path, query }) => [path, query.get('ids')])).toEqual([
      ['/crm/v8/Events', '1,2,3'],
      ['/crm/v8/Calls', '2,3'],
      ['/crm/v8/Events/3', null],
      ['/crm/v8/Calls/3', null],
    ]);
  });

  it('looks only where a record is known to be', async () => {
    server.play(has);

    const outcomes = await records().load('Activities', [{ ...activity('2'), api: 'Calls' }]);

    expect(outcomes).toMatchObject([{ status: 'present', record: { api: 'Calls' } }]);
    expect(paths()).toEqual(['/crm/v8/Calls']);
  });

  it('looks in Calls for an id that Events refuses', async () => {
    server.play((request) => (request.path.includes('Events') ? invalidData : has(request)));

    const outcomes = await records().load('Activities', [activity('2')]);

    expect(outcomes).toMatchObject([{ status: 'present', record: { api: 'Calls' } }]);
  });

  it.each(['Events', 'Calls'])('is not gone while %s cannot say', async (api) => {
    server.play(({ path }) => (path.includes(`${api}/`) ? { status: 503 } : { status: 204 }));

    const outcomes = await records().load('Activities', [activity('7')]);

    expect(outcomes).toMatchObject([{ status: 'failed', error: { code: 'zoho.unavailable' } }]);
  });
});

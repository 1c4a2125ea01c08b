import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { wholeView } from '../src/crm/view.js';
import { type SimRef } from '../simulator/records/sim-record.js';
import { Asking } from '../src/asking/asking.js';
import { MemoryStatus } from '../src/asking/memory-status.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { Verifications } from '../src/reconciliation/compare/verifications.js';
import { signatureOf } from './support/running-service.js';
import { SyncedCrm } from './support/synced-crm.js';

// Activities are two modules of Zoho's API, and an organisation may want, or have, one of them alone.
describe('meetings without calls', () => {
  let crm: SyncedCrm;
  let acme: SimRef;
  let call: SimRef;

  beforeAll(async () => {
    crm = await SyncedCrm.start({
      ZOHO_MODULES: 'Accounts,Notes,Events',
      ZOHO_FIELDS_EVENTS: '-Venue',
    });
    acme = crm.created('Accounts', { Account_Name: 'Acme' });
    call = crm.created('Calls', { Subject: 'Rang', What_Id: lookup(acme) });
  });

  afterAll(() => crm.close());

  const fromApp = <T>(token: new (...parameters: never[]) => T): T =>
    crm.service.app.get<T>(token, { strict: false });
  const lookup = ({ id }: SimRef): object => ({ id, name: null });

  it('have a channel, and calls have none', () => {
    const watched = crm.simulator.channels().map(({ events }) => events[0]?.split('.')[0]);

    expect(watched.sort()).toEqual(['Accounts', 'Events', 'Notes']);
  });

  it('arrive, with the fields that their own setting says', async () => {
    const meeting = crm.created('Events', {
      Event_Title: 'Kick-off',
      Venue: 'Room 7',
      What_Id: lookup(acme),
    });
    const about = crm.created('Notes', { Note_Content: 'They rang', Parent_Id: lookup(call) });

    await crm.untilSays(acme, 'Kick-off');
    await crm.untilSays(about, 'They rang', 'Note on: Rang');
    await crm.untilQuiet();
    expect(await crm.body(meeting)).not.toContain('Room 7');
    expect(await crm.document(call)).toBeUndefined();
    expect(crm.fetches('/Calls')).toBe(0);
  });

  it('are taken of deliveries, and calls are not', async () => {
    const send = (body: object) =>
      request(crm.service.url)
        .post('/webhooks/zoho')
        .set('X-Zoho-Signature', signatureOf(body))
        .send(body);

    expect((await send({ module: 'Events', record_id: '1' })).status).toBe(200);
    const refused = await send({ module: 'Calls', record_id: call.id });

    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      message: ['module must be one of Accounts, Notes, Activities, Events'],
    });
  });

  it('are all that is compared and proven', async () => {
    await crm.untilQuiet();
    crm.simulator.resetRequests();

    const { compared } = await fromApp(Comparisons).one('Activities');
    const { verified } = await fromApp(Verifications).one('Activities', 5);

    expect(compared).toMatchObject({ found: 0, refused: [] });
    expect(verified).toMatchObject({ differences: 0, survey: { inCrm: 1, inMemory: 1 } });
    expect(crm.fetches('/Calls')).toBe(0);
  });

  it('are what memory can be asked for', async () => {
    const asking = fromApp(Asking);
    const { modules } = await fromApp(MemoryStatus).status({}, wholeView);

    expect(modules.map(({ module, apis }) => [module, apis])).toEqual([
      ['Accounts', ['Accounts']],
      ['Notes', ['Notes']],
      ['Activities', ['Events']],
    ]);
    for (const module of ['Events', 'Activities']) {
      const { records } = await asking.find({ module }, wholeView);
      expect(records.map(({ title }) => title)).toEqual([expect.stringContaining('Kick-off')]);
    }
    await expect(asking.find({ module: 'Calls' }, wholeView)).rejects.toThrow(
      'module must be one of Accounts, Notes, Activities, Events',
    );
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { wholeView } from '../src/crm/view.js';
import { type SimRef } from '../simulator/records/sim-record.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { Asking } from '../src/asking/asking.js';
import { MemoryStatus } from '../src/asking/memory-status.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { Verifications } from '../src/reconciliation/compare/verifications.js';
import { signatureOf } from './support/running-service.js';
import { SyncedCrm } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

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

describe('calls taken out of activities', () => {
  it('are in no answer, and are removed by the next comparison, however many', async () => {
    const kept = await mkdtemp(join(tmpdir(), 'zoho-sync-part-'));
    const { REDIS_PREFIX = '' } = testEnvironment();
    const shared = { REDIS_PREFIX, MEMORY_PATH: kept };
    const simulator = await ZohoSimulator.start({ company: 'empty' });
    const before = await SyncedCrm.over(simulator, shared);
    const acme = before.created('Accounts', { Account_Name: 'Acme' });
    const about = { What_Id: { id: acme.id, name: null } };
    const calls = simulator.inOneNotification(() =>
      Array.from({ length: 30 }, () =>
        before.created('Calls', { Subject: 'Telephoned', ...about }),
      ),
    );
    const meeting = before.created('Events', {
      Event_Title: 'Kick-off',
      Start_DateTime: '2026-03-02T10:00:00Z',
      ...about,
    });
    await before.untilTrue(...calls, meeting);
    await before.untilSays(acme, 'Telephoned', 'Kick-off');
    await before.untilQuiet();
    await before.service.stop();

    const crm = await SyncedCrm.over(simulator, { ...shared, ZOHO_MODULES: 'Accounts,Events' });
    const found = await crm.service.get('/memory/search?q=telephoned').expect(200);
    const related = await crm.service.get(`/records/Accounts/${acme.id}/related`).expect(200);
    const { compared } = await crm.service.app
      .get(Comparisons, { strict: false })
      .one('Activities');
    await crm.untilQuiet();

    expect(found.body).not.toMatchObject({ hits: [{ module: 'Activities' }] });
    expect(related.body).toMatchObject({ records: [{ id: meeting.id }] });
    expect(compared).toMatchObject({ withheld: 0, queued: 30 });
    expect(await crm.memory.count()).toBe(2);
    expect(await crm.body(acme)).not.toContain('Telephoned');
    expect(await crm.body(acme)).toContain('Kick-off');
    await crm.close();
    await rm(kept, { recursive: true, force: true });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type RecordKey } from '../src/crm/record-ref.js';
import { MemorySink } from '../src/memory/memory-sink.js';
import { DeadLetterStore } from '../src/queue/dead-letters/dead-letter-store.js';
import { RecordExplanations } from '../src/asking/explain/record-explanations.js';
import { eventually } from './support/eventually.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';

/** Without credentials the CRM can't be asked: memory follows from what deliveries carry. */
describe('in payload mode', () => {
  let service: ServiceUnderTest;
  let memory: MemorySink;

  beforeAll(async () => {
    service = await startService({ WEBHOOK_DEBOUNCE: '0' });
    memory = service.app.get(MemorySink, { strict: false });
  });

  afterAll(async () => {
    await service.stop();
  });

  const send = async (operation: string, data: object): Promise<void> => {
    await service.deliver({ operation, module: 'Contacts', data: [data] }).expect(200);
  };
  const bodyOf = async (key: RecordKey): Promise<string> => (await memory.get(key))?.body ?? '';
  const untilRemembered = (key: RecordKey, ...texts: readonly string[]): Promise<void> =>
    eventually(async () => {
      const body = await bodyOf(key);
      for (const text of texts) expect(body).toContain(text);
    });
  const untilForgotten = (key: RecordKey): Promise<void> =>
    eventually(async () => {
      expect(await memory.get(key)).toBeUndefined();
    });

  it('a created record is remembered, and partial data merge into what is known', async () => {
    await send('create', { id: 'm1', Last_Name: 'Okafor', Email: 'amara@example.com' });
    await untilRemembered('Contacts/m1', 'Okafor', 'amara@example.com');

    await send('update', { id: 'm1', Title: 'Chief of everything' });

    await untilRemembered('Contacts/m1', 'Okafor', 'amara@example.com', 'Chief of everything');
  });

  it('data older than what is known are ignored', async () => {
    const id = 'm2';
    await send('create', { id, Last_Name: 'New', Modified_Time: '2026-05-14T12:00:00+02:00' });
    await untilRemembered('Contacts/m2', 'New');

    await send('update', { id, Last_Name: 'Old', Modified_Time: '2026-05-14T09:59:59+00:00' });
    await send('update', { id, Title: 'Later', Modified_Time: '2026-05-14T10:00:01+00:00' });

    await untilRemembered('Contacts/m2', 'Later');
    expect(await bodyOf('Contacts/m2')).toContain('New');
    expect(await bodyOf('Contacts/m2')).not.toContain('Old');
  });

  it('data that are ignored for being older are told of', async () => {
    const data = { id: 'm2b', Last_Name: 'New', Modified_Time: '2026-05-14T12:00:00+02:00' };
    await send('create', data);
    await untilRemembered('Contacts/m2b', 'New');

    await send('update', { ...data, Last_Name: 'Old', Modified_Time: '2026-05-14T09:59:59Z' });

    const explanations = service.app.get(RecordExplanations);
    await eventually(async () => {
      const { outcome, answer, document } = await explanations.of('Contacts', 'm2b');
      expect(outcome).toBe('ignored_older');
      expect(answer).toContain('ignored: it is older than that');
      expect(document).toContain('New');
    });
  });

  it('data with times that are no ISO times count in the order they come', async () => {
    const edits = [
      ['First', '11/01/2026 10:00 AM'],
      ['Second', '12/01/2026 10:00 AM'],
      ['Third', '01/02/2026 10:00 AM'],
    ];
    for (const [Last_Name, Modified_Time] of edits) {
      await send('update', { id: 'm2c', Last_Name, Modified_Time });
      await untilRemembered('Contacts/m2c', `Last name: ${String(Last_Name)}`);
    }

    await send('delete', { id: 'm2c', Modified_Time: '11/01/2026 10:00 AM' });

    await untilForgotten('Contacts/m2c');
  });

  it('a deleted record is forgotten, and remembered again when it is restored', async () => {
    await send('create', { id: 'm3', Last_Name: 'Doe' });
    await untilRemembered('Contacts/m3', 'Doe');

    await send('delete', { id: 'm3' });
    await untilForgotten('Contacts/m3');
    await send('restore', { id: 'm3' });

    await untilRemembered('Contacts/m3', 'Doe');
  });

  it('a late update does not bring a deleted record back', async () => {
    await send('create', { id: 'm4', Last_Name: 'Gone' });
    await untilRemembered('Contacts/m4', 'Gone');
    await send('delete', { id: 'm4' });
    await untilForgotten('Contacts/m4');

    await send('update', { id: 'm4', Title: 'Too late' });
    await send('create', { id: 'm4-after', Last_Name: 'Marker' });

    await untilRemembered('Contacts/m4-after', 'Marker');
    expect(await memory.get('Contacts/m4')).toBeUndefined();
  });

  it('a notification with its values is remembered; one without becomes a dead letter that says what to do', async () => {
    const envelope = { channel_id: '1', module: 'Deals', operation: 'insert', affected_fields: [] };
    const affected_values = [{ record_id: 'd1', values: { Deal_Name: 'Pilot', Amount: 5 } }];
    await service.deliver({ ...envelope, ids: ['d1'], affected_values }).expect(200);
    await service.deliver({ ...envelope, ids: ['d2'] }).expect(200);

    await untilRemembered('Deals/d1', 'Pilot');
    await eventually(async () => {
      const letter = await service.app.get(DeadLetterStore).get({ module: 'Deals', id: 'd2' });
      expect(letter).toMatchObject({ code: 'payloads.unknown_contents', attempts: 1 });
      expect(letter?.message).toContain('ZOHO_CLIENT_ID');
    });
  });

  it('an old notification is a reason to look, and tells nothing: neither values nor a deletion', async () => {
    await send('create', { id: 'm9', Last_Name: 'Steady' });
    await untilRemembered('Contacts/m9', 'Steady');
    const old = { channel_id: '1', module: 'Contacts', server_time: Date.now() - 30 * 86_400_000 };
    const affected_values = [{ record_id: 'm9', values: { Last_Name: 'Rolled-back' } }];

    await service
      .deliver({ ...old, operation: 'update', ids: ['m9'], affected_values })
      .expect(200);
    await service.deliver({ ...old, operation: 'delete', ids: ['m9'] }).expect(200);
    await service.deliver({ ...old, operation: 'insert', ids: ['m9-unknown'] }).expect(200);
    await send('update', { id: 'm9', Title: 'Afterwards' });

    await untilRemembered('Contacts/m9', 'Steady', 'Afterwards');
    expect(await memory.get('Contacts/m9-unknown')).toBeUndefined();
  });

  it('a record of which more is told than one may hold becomes a dead letter, and memory keeps what it has', async () => {
    const letterOf = async () =>
      service.app.get(DeadLetterStore).get({ module: 'Contacts', id: 'm10' });
    await send('create', { id: 'm10', Last_Name: 'Stout' });
    await untilRemembered('Contacts/m10', 'Stout');

    for (const name of ['A', 'B', 'C']) {
      await send('update', { id: 'm10', [name]: 'x'.repeat(900_000) });
    }

    await eventually(async () => {
      expect(await letterOf()).toMatchObject({ code: 'payloads.too_large', attempts: 1 });
    });
    await send('update', { id: 'm10', A: null, Title: 'Slim' });
    await untilRemembered('Contacts/m10', 'Stout', 'Slim');
    await eventually(async () => {
      expect(await letterOf()).toBeUndefined();
    });
  });

  it('a dead letter is resolved by the next success', async () => {
    const deadLetters = service.app.get(DeadLetterStore);
    const notification = { channel_id: '1', module: 'Deals', operation: 'update', ids: ['d3'] };
    await service.deliver(notification).expect(200);
    await eventually(async () => {
      expect(await deadLetters.get({ module: 'Deals', id: 'd3' })).toBeDefined();
    });

    const data = [{ id: 'd3', Deal_Name: 'Found' }];
    await service.deliver({ operation: 'create', module: 'Deals', data }).expect(200);

    await eventually(async () => {
      expect(await deadLetters.get({ module: 'Deals', id: 'd3' })).toBeUndefined();
    });
  });

  it("an account's document follows its records, also when one moves to another account", async () => {
    const account = (id: string, name: string): object => ({
      event_type: 'create',
      module: 'Accounts',
      record_id: id,
      record_data: { Account_Name: name },
    });
    await service.deliver(account('a1', 'Acme')).expect(200);
    await service.deliver(account('a2', 'Globex')).expect(200);
    await untilRemembered('Accounts/a2', 'Globex');
    await send('create', {
      id: 'c1',
      Last_Name: 'Moving',
      Account_Name: { id: 'a1', name: 'Acme' },
    });
    await untilRemembered('Accounts/a1', 'Moving');

    await send('update', { id: 'c1', Account_Name: { id: 'a2', name: 'Globex' } });

    await untilRemembered('Accounts/a2', 'Moving');
    await eventually(async () => {
      expect(await bodyOf('Accounts/a1')).not.toContain('Moving');
    });
  });

  it('a form-encoded workflow webhook is remembered with its parameters as fields', async () => {
    const form =
      'module=Contacts&event_type=create&record_id=f1&Last_Name=Form&Title=Sent%20by%20rule';
    await service
      .deliver(form, { 'content-type': 'application/x-www-form-urlencoded' })
      .expect(200);

    await untilRemembered('Contacts/f1', 'Form', 'Sent by rule');
  });
});

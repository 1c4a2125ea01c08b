import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { objectFrom } from '../http/exchange.js';
import { ZohoCaller } from '../zoho-caller.js';
import { ZohoSimulator } from '../zoho-simulator.js';

type Body = Readonly<Record<string, unknown>>;

let now: number;
let simulator: ZohoSimulator;
let zoho: ZohoCaller;
let receiver: Server;
let address: string;
let received: Body[];
let answers: number[];

beforeEach(async () => {
  received = [];
  answers = [];
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      received.push(objectFrom(JSON.parse(body)));
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  now = Date.parse('2026-03-01T09:00:00Z');
  simulator = await ZohoSimulator.start({ company: 'empty', now: () => now });
  zoho = await ZohoCaller.connect(simulator);
});

afterEach(async () => {
  await simulator.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const subscribe = (changes: Body = {}): Promise<unknown> =>
  zoho.watch('POST', {
    channel_id: '1000000068001',
    events: ['Accounts.all', 'Contacts.all'],
    notify_url: address,
    token: 'secret',
    notify_on_related_action: false,
    ...changes,
  });
const names = (): unknown[] => received.map(({ operation }) => operation);
const createAccounts = (count: number): void => {
  for (let index = 0; index < count; index += 1) {
    simulator.createRecord('Accounts', { Account_Name: `Account ${index}` });
  }
};

describe('notifications', () => {
  it('tell of an insert, an update and a delete in Zoho’s words', async () => {
    await subscribe();

    const { id } = simulator.createRecord('Accounts', { Account_Name: 'Fennec' });
    await simulator.notifications.idle();
    simulator.updateRecord('Accounts', id, { Phone: '1', Rating: 'Active' });
    await simulator.notifications.idle();
    simulator.deleteRecord('Accounts', id);
    await simulator.notifications.idle();

    const common = {
      server_time: now,
      query_params: {},
      module: 'Accounts',
      resource_uri: 'https://www.zohoapis.com/crm/v2/Accounts',
      ids: [id],
      channel_id: '1000000068001',
      token: 'secret',
    };
    expect(received).toEqual([
      { ...common, operation: 'insert', affected_fields: [] },
      { ...common, operation: 'update', affected_fields: [{ [id]: ['Phone', 'Rating'] }] },
      {
        ...common,
        operation: 'delete',
        affected_fields: [{ [id]: ['Modified_By', 'Record_Status__s'] }],
      },
    ]);
  });

  it('carry the changed values when these were asked for, a null token and the query of the url', async () => {
    await subscribe({
      return_affected_field_values: true,
      token: undefined,
      notify_url: `${address}?tenant=7`,
    });
    const { id } = simulator.createRecord('Accounts', {}, { silent: true });

    simulator.updateRecord('Accounts', id, { Phone: '1' });
    await simulator.notifications.idle();

    expect(received).toMatchObject([
      {
        affected_values: [{ record_id: id, values: { Phone: '1' } }],
        token: null,
        query_params: { tenant: '7' },
      },
    ]);
  });

  it('go only to live channels that watch the event', async () => {
    await subscribe({ events: ['Accounts.edit'] });
    await subscribe({ channel_id: '2', events: ['Contacts.all'] });
    const { id } = simulator.createRecord('Accounts', { Account_Name: 'Fennec' });

    simulator.updateRecord('Accounts', id, { Phone: '1' });
    now += 60 * 60_000;
    simulator.updateRecord('Accounts', id, { Phone: '2' });
    await simulator.notifications.idle();

    expect(received).toMatchObject([{ operation: 'update', channel_id: '1000000068001' }]);
  });

  it('tell of the parent too, unless the channel doesn’t want that', async () => {
    await subscribe({ channel_id: '1', notify_on_related_action: true });
    await subscribe({ channel_id: '2', notify_on_related_action: false });
    const account = simulator.createRecord('Accounts', {}, { silent: true });

    simulator.createRecord('Contacts', { Last_Name: 'A', Account_Name: { id: account.id } });
    await simulator.notifications.idle();

    const ofAccounts = received.filter(({ module }) => module === 'Accounts');
    expect(ofAccounts).toMatchObject([{ channel_id: '1', operation: 'update', ids: [account.id] }]);
    expect(received).toHaveLength(3);
  });

  it('carry many ids when the changes were made together', async () => {
    await subscribe();

    const ids = simulator.inOneNotification(() =>
      ['A', 'B', 'C'].map((name) => simulator.createRecord('Accounts', { Account_Name: name }).id),
    );
    await simulator.notifications.idle();

    expect(received.map((body) => body['ids'])).toEqual([ids]);
  });

  it('tell of a restored record as an insert', async () => {
    await subscribe();
    const { id } = simulator.createRecord('Accounts', {}, { silent: true });
    simulator.deleteRecord('Accounts', id, { silent: true });

    simulator.restoreRecord('Accounts', id);
    await simulator.notifications.idle();

    expect(received).toMatchObject([{ operation: 'insert', ids: [id] }]);
  });

  it('are logged with the status that was answered, and aren’t sent again', async () => {
    await subscribe();
    answers = [503];

    createAccounts(1);
    await simulator.notifications.idle();

    expect(simulator.notifications.deliveries()).toMatchObject([
      { outcome: 'failed', status: 503, attempt: 1, body: JSON.stringify(received[0]) },
    ]);
  });

  it('are logged with the error when nobody listens', async () => {
    await subscribe({ notify_url: 'http://127.0.0.1:1/hook' });

    createAccounts(1);
    await simulator.notifications.idle();

    const [delivery] = simulator.notifications.deliveries();
    expect(delivery).toMatchObject({ outcome: 'failed' });
    expect(delivery?.error).toContain('ECONNREFUSED');
  });

  it('are sent again after a failure where retries are on', async () => {
    await subscribe();
    answers = [503, 500, 200];
    simulator.notifications.behave({ retries: 2, retryDelayMs: 1 });

    createAccounts(1);
    await simulator.notifications.idle();

    const attempts = simulator.notifications.deliveries().map(({ status }) => status);
    expect(attempts).toEqual([503, 500, 200]);
  });

  it('come twice, byte for byte, where duplicates are on', async () => {
    await subscribe();
    simulator.notifications.behave({ duplicateFraction: 1 });

    createAccounts(1);
    await simulator.notifications.idle();

    expect(received).toHaveLength(2);
    expect(received[0]).toEqual(received[1]);
  });

  it('are lost where drops are on, and the log says so', async () => {
    await subscribe();
    simulator.notifications.behave({ dropFraction: 1 });

    createAccounts(3);
    await simulator.notifications.idle();

    expect(received).toEqual([]);
    expect(simulator.notifications.deliveries()).toHaveLength(3);
  });

  it('overtake one another where reordering is on', async () => {
    await subscribe();
    simulator.notifications.behave({ reorderFraction: 1 });

    const { id } = simulator.createRecord('Accounts', { Account_Name: 'Fennec' });
    simulator.updateRecord('Accounts', id, { Phone: '1' });
    await simulator.notifications.idle();

    expect(names()).toEqual(['update', 'insert']);
  });

  it('leave although no other follows where reordering is on', async () => {
    await subscribe();
    simulator.notifications.behave({ reorderFraction: 1 });

    createAccounts(1);
    await simulator.notifications.idle();

    expect(names()).toEqual(['insert']);
  });

  it('all arrive, late, doubled and in disorder', async () => {
    await subscribe();
    simulator.notifications.behave({
      duplicateFraction: 0.3,
      reorderFraction: 0.3,
      delayMs: 1,
      jitterMs: 20,
    });

    createAccounts(100);
    await simulator.notifications.idle();

    const ids = new Set(received.flatMap((body) => body['ids'] as string[]));
    expect(ids.size).toBe(100);
    expect(received.length).toBeGreaterThan(100);
  });

  it('can be sent once more on request', async () => {
    await subscribe();
    const { id } = simulator.createRecord('Accounts', { Account_Name: 'Fennec' });
    await simulator.notifications.idle();

    const found = simulator.notifications.resend('Accounts', id);
    await simulator.notifications.idle();

    expect(found).toBe(true);
    expect(received[1]).toEqual(received[0]);
  });
});

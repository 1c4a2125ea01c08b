import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { NotificationReceiver } from '../../test/support/notification-receiver.js';
import { ZohoCaller } from '../zoho-caller.js';
import { ZohoSimulator } from '../zoho-simulator.js';

type Body = Readonly<Record<string, unknown>>;

let now: number;
let simulator: ZohoSimulator;
let zoho: ZohoCaller;
let receiver: NotificationReceiver;

beforeEach(async () => {
  receiver = await NotificationReceiver.start();
  now = Date.parse('2026-03-01T09:00:00Z');
  simulator = await ZohoSimulator.start({ company: 'empty', now: () => now });
  zoho = await ZohoCaller.connect(simulator);
});

afterEach(() => Promise.all([simulator.close(), receiver.close()]));

const subscribe = (changes: Body = {}): Promise<unknown> =>
  zoho.watch('POST', {
    channel_id: '1000000068001',
    events: ['Accounts.all', 'Contacts.all'],
    notify_url: receiver.url,
    token: 'secret',
    notify_on_related_action: false,
    ...changes,
  });
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
    expect(receiver.received).toEqual([
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
      notify_url: `${receiver.url}?tenant=7`,
    });
    const { id } = simulator.createRecord('Accounts', {}, { silent: true });

    simulator.updateRecord('Accounts', id, { Phone: '1' });
    await simulator.notifications.idle();

    expect(receiver.received).toMatchObject([
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

    expect(receiver.received).toMatchObject([{ operation: 'update', channel_id: '1000000068001' }]);
  });

  it('tell of the parent too, unless the channel doesn’t want that', async () => {
    await subscribe({ channel_id: '1', notify_on_related_action: true });
    await subscribe({ channel_id: '2', notify_on_related_action: false });
    const account = simulator.createRecord('Accounts', {}, { silent: true });

    simulator.createRecord('Contacts', { Last_Name: 'A', Account_Name: { id: account.id } });
    await simulator.notifications.idle();

    const ofAccounts = receiver.received.filter(({ module }) => module === 'Accounts');
    expect(ofAccounts).toMatchObject([{ channel_id: '1', operation: 'update', ids: [account.id] }]);
    expect(receiver.received).toHaveLength(3);
  });

  it('carry many ids when the changes were made together', async () => {
    await subscribe();

    const ids = simulator.inOneNotification(() =>
      ['A', 'B', 'C'].map((name) => simulator.createRecord('Accounts', { Account_Name: name }).id),
    );
    await simulator.notifications.idle();

    expect(receiver.received.map((body) => body['ids'])).toEqual([ids]);
  });

  it('tell of a restored record as an insert', async () => {
    await subscribe();
    const { id } = simulator.createRecord('Accounts', {}, { silent: true });
    simulator.deleteRecord('Accounts', id, { silent: true });

    simulator.restoreRecord('Accounts', id);
    await simulator.notifications.idle();

    expect(receiver.received).toMatchObject([{ operation: 'insert', ids: [id] }]);
  });

  it('are logged with the status that was answered, and aren’t sent again', async () => {
    await subscribe();
    receiver.answers = [503];

    createAccounts(1);
    await simulator.notifications.idle();

    expect(simulator.notifications.deliveries()).toMatchObject([
      { outcome: 'failed', status: 503, attempt: 1, body: JSON.stringify(receiver.received[0]) },
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
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { NotificationReceiver } from '../../test/support/notification-receiver.js';
import { ZohoCaller } from '../zoho-caller.js';
import { ZohoSimulator } from '../zoho-simulator.js';

let simulator: ZohoSimulator;
let receiver: NotificationReceiver;

beforeEach(async () => {
  receiver = await NotificationReceiver.start();
  simulator = await ZohoSimulator.start({ company: 'empty' });
  const zoho = await ZohoCaller.connect(simulator);
  const [channel_id, events] = ['1000000068001', ['Accounts.all']];
  await zoho.watch('POST', { channel_id, events, notify_url: receiver.url, token: 'secret' });
});

afterEach(() => Promise.all([simulator.close(), receiver.close()]));

const names = (): unknown[] => receiver.received.map(({ operation }) => operation);
const createAccounts = (count: number): void => {
  for (let index = 0; index < count; index += 1) {
    simulator.createRecord('Accounts', { Account_Name: `Account ${index}` });
  }
};

describe('notifications that go astray', () => {
  it('are sent again after a failure where retries are on', async () => {
    receiver.answers = [503, 500, 200];
    simulator.notifications.behave({ retries: 2, retryDelayMs: 1 });

    createAccounts(1);
    await simulator.notifications.idle();

    const attempts = simulator.notifications.deliveries().map(({ status }) => status);
    expect(attempts).toEqual([503, 500, 200]);
  });

  it('come twice, byte for byte, where duplicates are on', async () => {
    simulator.notifications.behave({ duplicateFraction: 1 });

    createAccounts(1);
    await simulator.notifications.idle();

    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[0]).toEqual(receiver.received[1]);
  });

  it('are lost where drops are on, and the log says so', async () => {
    simulator.notifications.behave({ dropFraction: 1 });

    createAccounts(3);
    await simulator.notifications.idle();

    expect(receiver.received).toEqual([]);
    expect(simulator.notifications.deliveries()).toHaveLength(3);
  });

  it('overtake one another where reordering is on', async () => {
    simulator.notifications.behave({ reorderFraction: 1 });

    const { id } = simulator.createRecord('Accounts', { Account_Name: 'Fennec' });
    simulator.updateRecord('Accounts', id, { Phone: '1' });
    await simulator.notifications.idle();

    expect(names()).toEqual(['update', 'insert']);
  });

  it('leave although no other follows where reordering is on', async () => {
    simulator.notifications.behave({ reorderFraction: 1 });

    createAccounts(1);
    await simulator.notifications.idle();

    expect(names()).toEqual(['insert']);
  });

  it('all arrive, late, doubled and in disorder', async () => {
    simulator.notifications.behave({
      duplicateFraction: 0.3,
      reorderFraction: 0.3,
      delayMs: 1,
      jitterMs: 20,
    });

    createAccounts(100);
    await simulator.notifications.idle();

    const ids = new Set(receiver.received.flatMap((body) => body['ids'] as string[]));
    expect(ids.size).toBe(100);
    expect(receiver.received.length).toBeGreaterThan(100);
  });

  it('can be sent once more on request', async () => {
    const { id } = simulator.createRecord('Accounts', { Account_Name: 'Fennec' });
    await simulator.notifications.idle();

    const found = simulator.notifications.resend('Accounts', id);
    await simulator.notifications.idle();

    expect(found).toBe(true);
    expect(receiver.received[1]).toEqual(receiver.received[0]);
  });
});

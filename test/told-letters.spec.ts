import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { type DeadLettersAnswer } from '../src/queue/dead-letters/dead-letter-answer.js';
import { type FollowedDeliveries } from '../src/queue/progress/delivery-records.js';
import { ConsoleStage, itInBrowser } from './support/console-stage.js';
import { eventually } from './support/eventually.js';
import { SyncedCrm } from './support/synced-crm.js';

describe('a dead letter and its delivery', () => {
  let crm: SyncedCrm;
  let stage: ConsoleStage;
  let doomed: SimRef;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ WEBHOOK_MAX_RETRIES: '1' });
    stage = await ConsoleStage.beside(crm);
    crm.simulator.faults.add({ match: { path: /Tasks.*\d{15}/ }, status: 500 });
    doomed = crm.created('Tasks', { Subject: 'Doomed' }, { silent: true });
    await tell('the-first');
    await crm.untilQuiet();
    await tell('the-second');
    await crm.untilQuiet();
  });

  afterAll(async () => {
    await stage.close();
    await crm.close();
  });

  const tell = (requestId: string) =>
    crm.service
      .deliver(
        { operation: 'update', module: 'Tasks', data: [{ id: doomed.id }] },
        { 'x-request-id': requestId },
      )
      .expect(200);
  const get = async <T>(path: string): Promise<T> =>
    ((await crm.service.get(path).expect(200)) as { body: T }).body;

  it('know each other over HTTP, and so do deliveries that went well', async () => {
    const account = crm.created('Accounts', { Account_Name: 'Well' });
    await crm.untilTrue(account);
    // The last deliveries are noted a moment after they were answered.
    await eventually(async () => {
      const { dead_letters: letters } = await get<DeadLettersAnswer>('/dead-letters');
      expect(letters).toMatchObject([
        { record_id: doomed.id, attempts: 1, request_ids: ['the-first', 'the-second'] },
      ]);
      const one = await get<FollowedDeliveries>('/deliveries?request_id=the-first');
      expect(one.deliveries).toMatchObject([
        {
          request_id: 'the-first',
          became: [{ record_id: doomed.id, outcome: 'dead_letter' }],
        },
      ]);
      const { deliveries } = await get<FollowedDeliveries>('/deliveries');
      expect(deliveries).toContainEqual(
        expect.objectContaining({
          module: 'Accounts',
          became: [expect.objectContaining({ record_id: account.id, outcome: 'written' })],
        }),
      );
    });
    await crm.service.get('/deliveries?request_id=').expect(400, /request_id must be/);
  });

  itInBrowser('lead to each other in the console', async () => {
    const { page, problems } = await stage.loggedIn('#/dead-letters');
    await page.getByText('In full').first().click();
    await page.getByRole('link', { name: 'the-first' }).click();

    await page.getByRole('heading', { name: 'Of the request the-first' }).waitFor();
    await page.getByText('not synced').waitFor();
    await page.getByRole('link', { name: `Why ${doomed.id} failed` }).click();

    await page.getByText(`Only Tasks, ${doomed.id}.`).waitFor();
    expect(await page.getByText('In full').count()).toBe(1);
    expect(problems).toEqual([]);
  });
});

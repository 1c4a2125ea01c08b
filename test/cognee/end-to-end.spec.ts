import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { type CogneeServer } from '../../demo/cognee/cognee-server.js';
import { type AppError } from '../../src/kernel/app-error.js';
import { CogneeSubject } from '../support/cognee/cognee-subject.js';
import { eventually } from '../support/eventually.js';
import { aDocument, aWrite } from '../support/memory-sink-contract.js';
import { keyOf, SyncedCrm } from '../support/synced-crm.js';
import { startRealCognee } from './real-cognee.js';

describe('on a real Cognee', () => {
  let cognee: CogneeServer;
  let subject: CogneeSubject;
  let rejected: { readonly key: string; readonly error: AppError }[];

  const keysFound = async (text: string) =>
    (await subject.sink.search({ text, limit: 5 })).map(({ key }) => key);

  beforeAll(async () => {
    Logger.overrideLogger(false);
    cognee = await startRealCognee();
  });

  afterAll(async () => {
    await cognee.stop();
  });

  beforeEach(() => {
    subject = new CogneeSubject({ ...cognee.environment, COGNEE_COGNIFY_DELAY: '0.5' });
    rejected = [];
    subject.sink.start((key, error) => {
      rejected.push({ key, error });
      return Promise.resolve();
    });
  });

  afterEach(async () => {
    cognee.models.refuse(undefined);
    cognee.models.slowDown(0);
    await subject.dispose();
  });

  it('a changed record costs two model calls, an unchanged one none', async () => {
    const writes = ['1', '2', '3'].map((id) =>
      aWrite({ id, body: `Company ${id} builds turbines.` }),
    );
    await subject.sink.upsert(writes);
    await subject.settle();
    const before = cognee.models.calls().completions;

    await subject.sink.upsert([
      ...writes.slice(1),
      aWrite({ id: '1', version: 2e12, body: 'New.' }),
    ]);
    await subject.settle();

    expect(cognee.models.calls().completions - before).toBe(2);
    expect(await subject.sink.count()).toBe(3);
  });

  it('a record that can not be indexed fails alone, in the words of Cognee', async () => {
    cognee.models.refuse('unspeakable');
    const bodies = ['apples', 'pears', 'the unspeakable', 'plums'];

    await subject.sink.upsert(bodies.map((body, id) => aWrite({ id: String(id), body })));
    await subject.settle(200_000);

    expect(rejected).toMatchObject([
      {
        key: 'Accounts/2',
        error: { message: expect.stringContaining('its own log says why') },
      },
    ]);
    expect(await keysFound('plums')).toEqual(['Accounts/3']);
    expect(await keysFound('apples')).toEqual(['Accounts/0']);
    expect(await subject.sink.get('Accounts/2')).toBeUndefined();
  });

  it('a question is answered in words, with the records nearest to it', async () => {
    await subject.sink.upsert([aWrite({ title: 'Globex', body: 'Globex builds turbines.' })]);
    await subject.settle();

    const answer = await subject.sink.answer('Who builds turbines?');

    expect(answer?.text).toContain('Who builds turbines?');
    expect(answer?.hits).toMatchObject([{ key: 'Accounts/1', title: 'Globex' }]);
  });

  it('a lost index is made anew without adding or indexing anything', async () => {
    const document = aDocument({ id: '7', title: 'Globex', body: 'builds turbines' });
    await subject.sink.upsert([{ document, knownRef: undefined }]);
    await subject.settle();
    const { completions } = cognee.models.calls();
    await subject.index.clear();
    const added = subject.sink.counters.added;

    await subject.sink.upsert([{ document, knownRef: undefined }]);
    await subject.settle();

    expect(subject.sink.counters.added).toBe(added);
    expect(cognee.models.calls().completions).toBe(completions);
    expect(await subject.sink.get('Accounts/7')).toMatchObject(document);
  });

  it('a restart in the middle of cognify loses nothing', async () => {
    cognee.models.slowDown(3000);
    await subject.sink.upsert([
      aWrite({ id: '1', body: 'turbines' }),
      aWrite({ id: '2', body: 'x' }),
    ]);
    await eventually(async () => {
      expect((await subject.index.cognifyState()).run).toBeDefined();
    });

    await cognee.kill();
    cognee.models.slowDown(0);
    await cognee.restart();

    await subject.settle(200_000);
    expect(await keysFound('turbines')).toEqual(['Accounts/1']);
  });

  it('the CRM is followed: an update replaces its old version, a deletion is gone from search', async () => {
    const crm = await SyncedCrm.start({
      ...cognee.environment,
      COGNEE_DATASET: `${subject.dataset}_crm`,
      COGNEE_COGNIFY_DELAY: '0.5',
    });
    try {
      const { simulator, memory } = crm;
      const found = async (text: string) =>
        (await memory.search({ text, limit: 5 })).map(({ key }) => key);
      const account = crm.created('Accounts', { Account_Name: 'Quizzacious' });
      const deal = crm.created('Deals', { Deal_Name: 'Floccinauci' });
      await crm.untilTrue(account, deal);
      await eventually(async () => {
        expect(await found('Quizzacious')).toContain(keyOf(account));
        expect(await found('Floccinauci')).toContain(keyOf(deal));
      });

      simulator.updateRecord('Accounts', account.id, { Account_Name: 'Pneumonoultra' });
      simulator.deleteRecord('Deals', deal.id);
      await crm.untilTrue(account, deal);

      await eventually(async () => {
        expect(await found('Pneumonoultra')).toContain(keyOf(account));
        expect(await found('Quizzacious')).toEqual([]);
      });
      expect(await found('Floccinauci')).toEqual([]);
      await crm.expectMemoryTrue();
    } finally {
      await crm.close();
    }
  });
});

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { RedisConnections } from '../src/redis/redis-connections.js';
import { FakeCognee } from './support/cognee/fake-cognee.js';
import { eventually } from './support/eventually.js';
import { keyOf, SyncedCrm } from './support/synced-crm.js';

let cognee: FakeCognee;
let crm: SyncedCrm;

beforeEach(async () => {
  cognee = await new FakeCognee().start();
  crm = await SyncedCrm.start({
    MEMORY_SINK: 'cognee',
    COGNEE_URL: cognee.url,
    COGNEE_API_KEY: cognee.apiKey,
    COGNEE_COGNIFY_DELAY: '0.05',
  });
});

afterEach(async () => {
  await crm.close();
  await cognee.stop();
});

const found = async (text: string) =>
  (await crm.memory.search({ text, limit: 5 })).map(({ key }) => key);

it('the service keeps Cognee true to the CRM, one document per record', async () => {
  const { simulator } = crm;
  const deal = crm.created('Deals', { Deal_Name: 'Quizzacious' });
  const note = crm.created('Notes', { Note_Title: 'Floccinauci' });
  await crm.untilTrue(deal, note);
  await eventually(async () => {
    expect(await found('Quizzacious')).toEqual([keyOf(deal)]);
  });

  simulator.updateRecord('Deals', deal.id, { Deal_Name: 'Pneumonoultra' });
  simulator.deleteRecord('Notes', note.id);
  await crm.untilTrue(deal, note);

  await eventually(async () => {
    expect(await found('Pneumonoultra')).toEqual([keyOf(deal)]);
    expect(await found('Quizzacious Floccinauci')).toEqual([]);
  });
  await crm.expectMemoryTrue();
  expect([...cognee.datasets.values()].map(({ rows }) => rows.size)).toEqual([1]);
});

it('a record that Cognee can not index becomes a dead letter, and is written again when it changes', async () => {
  const { simulator } = crm;
  cognee.refusedPhrase = 'Unspeakable';
  const bad = crm.created('Deals', { Deal_Name: 'Unspeakable' });
  const good = [1, 2, 3].map((at) => crm.created('Deals', { Deal_Name: `Deal ${at} Plum` }));
  await eventually(async () => {
    expect(await crm.deadLetters.get({ module: 'Deals', id: bad.id })).toMatchObject({
      code: 'memory.not_indexable',
      message: expect.not.stringContaining('Unspeakable'),
    });
    expect((await found('Plum')).sort()).toEqual(good.map(keyOf).sort());
  });
  expect(await crm.document(bad)).toBeUndefined();

  cognee.refusedPhrase = undefined;
  simulator.updateRecord('Deals', bad.id, { Stage: 'Closed Won' });

  await eventually(async () => {
    expect(await found('Unspeakable')).toEqual([keyOf(bad)]);
    expect(await crm.deadLetters.count()).toBe(0);
  });
  await crm.expectMemoryTrue();
});

it('a record whose job Redis lost while it was written is looked at once more', async () => {
  const { simulator } = crm;
  const redis = crm.service.app.get(RedisConnections);
  const first = crm.created('Deals', { Deal_Name: 'Before' });
  await crm.untilTrue(first);
  cognee.fail({ method: 'POST', path: /add$/, holdMs: 1000 });
  const addsBefore = cognee.countCalls('POST', /add$/);
  const deal = crm.created('Deals', { Deal_Name: 'Gone by then' });
  await eventually(() => {
    expect(cognee.countCalls('POST', /add$/)).toBe(addsBefore + 1);
  });

  // Nobody tells of the deletion: a job that did would have been lost with the others.
  simulator.deleteRecord('Deals', deal.id, { silent: true });
  await redis.patient.del(...(await redis.patient.keys(redis.key('deals', '*'))));

  await eventually(() => {
    const texts = [...cognee.datasets.values()].flatMap(({ rows }) => [...rows.values()]);
    expect(texts.filter(({ text }) => text.includes('Gone by then'))).toHaveLength(1);
  });
  await crm.untilTrue(first, deal);
  await crm.expectMemoryTrue();
});

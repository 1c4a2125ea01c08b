import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { LocalSink } from '../src/memory/local/local-sink.js';
import { SinkWithFacts } from '../src/memory/sink-with-facts.js';
import { FakeCognee } from './support/cognee/fake-cognee.js';
import { eventually } from './support/eventually.js';
import { describeFactIndexContract } from './support/fact-index-contract.js';
import { InMemorySink, type InMemoryStore } from './support/in-memory-sink.js';
import { aWrite, describeMemorySinkContract } from './support/memory-sink-contract.js';
import { type SinkSubject } from './support/memory-sink-contract.js';
import { asOperator, type ServiceUnderTest, startService } from './support/running-service.js';
import { SyncedCrm, zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

const folders: string[] = [];

async function freshFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'zoho-sync-facts-'));
  folders.push(made);
  return made;
}

afterAll(async () => {
  for (const each of folders) await rm(each, { recursive: true, force: true });
});

const subject = async (): Promise<SinkSubject> => {
  const folder = await freshFolder();
  const store: InMemoryStore = new Map();
  const opened: SinkWithFacts[] = [];
  const open = (): SinkWithFacts => {
    opened.push(new SinkWithFacts(new InMemorySink({ store }), new LocalSink(folder)));
    return opened.at(-1)!;
  };
  return {
    sink: open(),
    reopen: () => Promise.resolve(open()),
    dispose: async () => {
      for (const each of opened) await each.close();
    },
  };
};

describeMemorySinkContract('SinkWithFacts', subject);
describeFactIndexContract('SinkWithFacts', subject);

describe('facts beside a memory', () => {
  let memory: InMemorySink;
  let facts: LocalSink;
  let sink: SinkWithFacts;
  const one = aWrite({ id: '1', version: 1, body: 'one' });
  const two = aWrite({ id: '2', version: 1, body: 'two' });

  beforeEach(async () => {
    memory = new InMemorySink();
    facts = new LocalSink(await freshFolder());
    sink = new SinkWithFacts(memory, facts);
    await sink.upsert([one, two]);
  });

  afterEach(async () => {
    await sink.close();
  });

  const listed = async (): Promise<Record<string, string>> => {
    const hashes: Record<string, string> = {};
    for await (const { id, contentHash } of sink.list()) hashes[id] = contentHash;
    return hashes;
  };
  const mended = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    for await (const refs of sink.factsBeside.mend()) ids.push(...refs.map(({ id }) => id));
    return ids;
  };
  const held = one.document.contentHash;
  const removal = (write: typeof one) => [{ key: write.document.key, knownRef: undefined }];

  it('hold no text, and are asked for none that memory has', async () => {
    expect((await facts.get(one.document.key))?.body).toBe('');
    expect(await sink.get(one.document.key)).toMatchObject({ body: 'one', contentHash: held });
    expect(await mended()).toEqual([]);
  });

  it('that memory lacks are no document, and are looked for', async () => {
    await memory.remove(removal(two));

    expect(await sink.get(two.document.key)).toBeUndefined();
    expect(await listed()).toEqual({ '1': held, '2': '' });
    expect(await mended()).toEqual([]);
    expect(await listed()).toEqual({ '1': held });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['that are lost', () => facts.remove(removal(two))],
    ['of an older text', () => memory.upsert([aWrite({ id: '2', version: 2, body: 'new' })])],
    ['of a newer text', () => facts.upsert([aWrite({ id: '2', version: 9, body: '' })])],
  ])('%s leave the document without a hash until it is written anew', async (_what, damage) => {
    await damage();

    expect(await listed()).toEqual({ '1': held, '2': '' });
    expect((await sink.get(two.document.key))?.contentHash).toBe('');
    expect(await mended()).toEqual(['2']);
    expect(await sink.facts.unknownIn('Accounts')).toBe(2);

    const anew = aWrite({ id: '2', version: 3, body: 'two' });
    await sink.upsert([anew]);
    expect(await listed()).toEqual({ '1': held, '2': anew.document.contentHash });
  });

  it('know nothing of what memory did not take', async () => {
    await sink.remove(removal(one));
    expect(await listed()).toEqual({ '2': two.document.contentHash });
    const [outcome] = await sink.upsert([aWrite({ id: '2', version: 0, body: 'old' })]);
    expect(outcome).toEqual({ status: 'stale' });
    expect((await facts.get(two.document.key))?.version).toBe(1);
  });
});

describe('with Cognee', () => {
  let cognee: FakeCognee;
  let crm: SyncedCrm;
  let variables: Record<string, string>;

  beforeAll(async () => {
    cognee = await new FakeCognee().start();
    variables = {
      MEMORY_SINK: 'cognee',
      COGNEE_URL: cognee.url,
      COGNEE_API_KEY: cognee.apiKey,
      COGNEE_COGNIFY_DELAY: '0.05',
    };
  });

  afterAll(async () => {
    await cognee.stop();
  });

  const question = { module: 'Deals', measure: 'sum', field: 'Amount' };
  const sumOf = async (service: ServiceUnderTest): Promise<number> => {
    const answer = await asOperator(service.url)
      .post('/memory/aggregate')
      .send(question)
      .expect(200);
    return (answer.body as { groups: { value: number }[] }).groups.reduce(
      (sum, { value }) => sum + value,
      0,
    );
  };
  const refusalOf = async (service: ServiceUnderTest): Promise<string> =>
    (await asOperator(service.url).post('/memory/aggregate').send(question).expect(503)).text;

  it('fields and numbers are answered, of what Cognee held before too', async () => {
    const FACTS_PATH = await freshFolder();
    const { REDIS_PREFIX } = testEnvironment();
    const simulator = await ZohoSimulator.start({ company: 'empty' });
    const without = { ...variables, REDIS_PREFIX, COGNEE_DATASET: 'before' };
    crm = await SyncedCrm.over(simulator, { ...without, FACTS_PATH: 'off' });
    const deals = [100, 20].map((Amount, at) =>
      crm.created('Deals', { Deal_Name: `Deal ${at}`, Amount, Stage: 'Negotiation' }),
    );
    await crm.untilTrue(...deals);
    expect(await refusalOf(crm.service)).toContain('set FACTS_PATH');
    await crm.service.stop();

    crm = await SyncedCrm.over(simulator, { ...without, FACTS_PATH });
    await eventually(async () => {
      expect(await sumOf(crm.service)).toBe(120);
    });
    const third = crm.created('Deals', { Deal_Name: 'Deal 3', Amount: 3, Stage: 'Negotiation' });
    crm.simulator.deleteRecord('Deals', deals[1]!.id);
    await crm.untilTrue(third, deals[1]!);
    await eventually(async () => {
      expect(await sumOf(crm.service)).toBe(103);
    });
    const answer = await asOperator(crm.service.url)
      .post('/memory/find')
      .send({ module: 'Deals', where: [{ field: 'Amount', op: '>', value: 50 }], max_age: 0 })
      .expect(200);
    expect(answer.body).toMatchObject({
      records: [{ id: deals[0]!.id, facts: { Stage: { value: 'Negotiation' } } }],
      checked: { asked: 1, changed: 0 },
    });
    const shown = await crm.service.get(`/records/Deals/${third.id}`).expect(200);
    expect(shown.body).toMatchObject({ facts: { Amount: expect.anything() } });
    expect((shown.body as { document: string }).document).toContain('Deal 3');
    await crm.close();
  });

  it('are missing from no answer: workers with facts of their own answer words alone', async () => {
    const { REDIS_PREFIX } = testEnvironment();
    const simulator = await ZohoSimulator.start({ company: 'empty' });
    const shared = { ...variables, REDIS_PREFIX, COGNEE_DATASET: 'apart' };
    crm = await SyncedCrm.over(simulator, { ...shared, FACTS_PATH: await freshFolder() });
    const deal = crm.created('Deals', { Deal_Name: 'One', Amount: 7, Stage: 'Negotiation' });
    await crm.untilTrue(deal);
    await eventually(async () => {
      expect(await sumOf(crm.service)).toBe(7);
    });

    const stranger = await startService({
      ...zohoEnvironment(simulator),
      ...shared,
      ROLE: 'worker',
      FACTS_PATH: await freshFolder(),
    });
    await eventually(async () => {
      await stranger.get('/health/ready').expect(200);
      expect(await refusalOf(crm.service)).toContain('the same FACTS_PATH');
    });
    const found = await crm.service.get('/memory/search?q=One').expect(200);
    expect(found.body).toMatchObject({ hits: [{ id: deal.id }] });
    const others = Array.from({ length: 10 }, (_each, at) =>
      crm.created('Deals', { Deal_Name: `Other ${at}`, Amount: 1, Stage: 'Negotiation' }),
    );
    await crm.untilTrue(...others);
    expect(await refusalOf(crm.service)).toContain('the same FACTS_PATH');

    await stranger.stop();
    await eventually(async () => {
      expect(await sumOf(crm.service)).toBe(17);
    });
    await crm.close();
  });

  it('a file that is lost is filled again', async () => {
    const { REDIS_PREFIX } = testEnvironment();
    const simulator = await ZohoSimulator.start({ company: 'empty' });
    const shared = { ...variables, REDIS_PREFIX, COGNEE_DATASET: 'lost' };
    crm = await SyncedCrm.over(simulator, { ...shared, FACTS_PATH: await freshFolder() });
    const deal = crm.created('Deals', { Deal_Name: 'One', Amount: 7, Stage: 'Negotiation' });
    await crm.untilTrue(deal);
    await crm.service.stop();

    crm = await SyncedCrm.over(simulator, { ...shared, FACTS_PATH: await freshFolder() });
    await eventually(async () => {
      expect(await sumOf(crm.service)).toBe(7);
    });
    await crm.close();
  });
});

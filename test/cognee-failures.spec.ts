import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { type AppError } from '../src/kernel/app-error.js';
import { type Clock } from '../src/kernel/clock.js';
import { type CogneeSink } from '../src/memory/cognee/cognee-sink.js';
import { calm } from '../src/memory/cognee/cognify/cognify-plan.js';
import { CogneeSubject, StillClock } from './support/cognee/cognee-subject.js';
import { FakeCognee } from './support/cognee/fake-cognee.js';
import { eventually } from './support/eventually.js';
import { aWrite } from './support/memory-sink-contract.js';

describe('CogneeSink, when Cognee', () => {
  let cognee: FakeCognee;
  let subject: CogneeSubject;
  let sink: CogneeSink;
  let subjects: CogneeSubject[];
  let rejected: { readonly key: string; readonly error: AppError }[];

  const open = (variables: Readonly<Record<string, string | undefined>> = {}, clock?: Clock) => {
    const key = { COGNEE_URL: cognee.url, COGNEE_API_KEY: cognee.apiKey };
    subject = new CogneeSubject({ ...key, ...variables }, clock);
    ({ sink } = subject);
    subjects.push(subject);
    sink.start((rejectedKey, error) => {
      rejected.push({ key: rejectedKey, error });
      return Promise.resolve();
    });
  };
  const texts = (): readonly string[] =>
    [...(cognee.named(subject.dataset)?.rows.values() ?? [])].map(({ text }) => text);
  const writeSome = async (count: number, first = 0) =>
    sink.upsert(
      Array.from({ length: count }, (_, at) => {
        return aWrite({ id: String(first + at), body: `word${first + at}` });
      }),
    );
  const loggingIn = {
    COGNEE_API_KEY: undefined,
    COGNEE_EMAIL: 'sync@example.com',
    COGNEE_PASSWORD: 'fake-password',
  };

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(async () => {
    cognee = await new FakeCognee().start();
    subjects = [];
    rejected = [];
    open();
  });

  afterEach(async () => {
    for (const opened of subjects) await opened.dispose();
    await cognee.stop();
  });

  afterAll(() => {
    Logger.overrideLogger(['error', 'warn']);
  });

  it.each([
    ['key', { COGNEE_API_KEY: 'wrong' }],
    ['password', { ...loggingIn, COGNEE_PASSWORD: 'wrong' }],
  ])('refuses the %s, says which setting it is and pauses', async (_, variables) => {
    open(variables);
    const refused = {
      code: 'memory.unauthorized',
      message: expect.stringContaining('COGNEE_API_KEY (or COGNEE_EMAIL and COGNEE_PASSWORD)'),
      retry: { kind: 'pause' },
    };

    await expect(sink.check()).rejects.toMatchObject(refused);
    expect(await sink.upsert([aWrite()])).toMatchObject([{ status: 'failed', error: refused }]);
  });

  it('lets a login expire, it logs in again', async () => {
    open(loggingIn);
    await sink.upsert([aWrite({ id: '1' })]);
    cognee.expireTokens();

    expect(await sink.upsert([aWrite({ id: '2' })])).toMatchObject([{ status: 'written' }]);
    expect(cognee.countCalls('POST', /login$/)).toBe(2);
  });

  it('has lost the dataset, it is made anew and takes what comes', async () => {
    await sink.upsert([aWrite({ id: '1' })]);
    await subject.settle();
    cognee.datasets.clear();

    const [failed] = await sink.upsert([aWrite({ id: '2' })]);
    expect(failed).toMatchObject({
      error: { code: 'memory.dataset_gone', retry: { kind: 'later' } },
    });

    expect(await sink.upsert([aWrite({ id: '2' })])).toMatchObject([{ status: 'written' }]);
    expect(await sink.get('Accounts/1')).toBeUndefined();
    expect(await sink.count()).toBe(1);
  });

  it('has lost the dataset, its documents count as removed', async () => {
    await sink.upsert([aWrite()]);
    cognee.datasets.clear();

    const outcomes = await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);

    expect(outcomes).toEqual([{ status: 'removed', existed: true }]);
  });

  it('has lost the dataset while documents wait for cognify, nothing is tried for ever', async () => {
    cognee.runMs = 200;
    await writeSome(2);
    await eventually(async () => {
      expect((await subject.index.cognifyState()).run).toBeDefined();
    });
    cognee.datasets.clear();

    await subject.settle();

    const keys: string[] = [];
    for await (const { key } of sink.list()) keys.push(key);
    expect(keys).toEqual([]);
    expect(await sink.upsert([aWrite()])).toMatchObject([{ status: 'written' }]);
  });

  it('goes away in the middle of a batch, what was not written comes again and is there once', async () => {
    await sink.upsert([aWrite({ module: 'Deals', id: '0' })]);
    const mixed = [aWrite({ id: '1' }), aWrite({ module: 'Notes', id: '2' })];
    expect(await sink.upsert(mixed.slice(0, 1))).toMatchObject([{ status: 'written' }]);
    await cognee.stop();

    const outcomes = await sink.upsert(mixed);
    expect(outcomes).toMatchObject([
      { status: 'written' },
      { status: 'failed', error: { code: 'memory.unavailable', retry: { kind: 'pause' } } },
    ]);

    await cognee.start();
    expect(await sink.upsert(mixed)).toMatchObject([{ status: 'written' }, { status: 'written' }]);
    expect(texts()).toHaveLength(3);
  });

  it.each(['lost', 'reset'] as const)(
    'leaves an add without an answer (%s), there is one document',
    async (kind) => {
      await sink.check();
      cognee.fail({ method: 'POST', path: /add$/, kind });

      const [first] = await sink.upsert([aWrite({ version: 1, body: 'one' })]);
      expect(first).toMatchObject({ status: 'failed', error: { code: 'memory.unavailable' } });

      expect(await sink.upsert([aWrite({ version: 1, body: 'one' })])).toMatchObject([
        { status: 'written' },
      ]);
      expect(texts()).toHaveLength(1);
      expect(await sink.count()).toBe(1);
    },
  );

  it('took an add without an answer, the record can be removed all the same', async () => {
    await sink.check();
    cognee.fail({ method: 'POST', path: /add$/, kind: 'lost' });
    await sink.upsert([aWrite()]);

    const outcomes = await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);

    expect(outcomes).toEqual([{ status: 'removed', existed: true }]);
    expect(texts()).toEqual([]);
  });

  it('took an add without an answer, writes of another module that came with it hide nothing', async () => {
    await sink.check();
    cognee.fail({ method: 'POST', path: /add$/, kind: 'lost' });
    // Each module travels in a call of its own: the first one's answer is lost, the second is answered.
    const outcomes = await sink.upsert([
      aWrite({ id: '1', module: 'Accounts' }),
      aWrite({ id: '2', module: 'Deals' }),
    ]);
    expect(outcomes).toMatchObject([{ status: 'failed' }, { status: 'written' }]);

    await sink.remove([{ key: 'Accounts/1', knownRef: undefined }]);

    expect(texts()).toHaveLength(1);
    expect(await sink.count()).toBe(1);
  });

  it('took a removal without an answer, repeating it succeeds and nobody finds it meanwhile', async () => {
    await sink.upsert([aWrite({ body: 'turbines' })]);
    await subject.settle();
    cognee.fail({ method: 'DELETE', kind: 'reset' });
    const removal = [{ key: 'Accounts/1', knownRef: undefined } as const];

    expect(await sink.remove(removal)).toMatchObject([{ status: 'failed' }]);
    expect(await sink.get('Accounts/1')).toBeUndefined();
    expect(await sink.search({ text: 'turbines', limit: 5 })).toEqual([]);

    expect(await sink.remove(removal)).toEqual([{ status: 'removed', existed: true }]);
    expect(texts()).toEqual([]);
  });

  it('answers 500 for a missing permission, the pause names it', async () => {
    await sink.check();
    const detail =
      'PermissionDeniedError: Request owner does not have necessary permission: [write]';
    const body = JSON.stringify({ error: 'Internal server error', detail });
    await sink.upsert([aWrite({ id: '1' })]);
    cognee.fail({ method: 'POST', path: /add$/, status: 500, body });

    expect(await sink.upsert([aWrite({ id: '2' })])).toMatchObject([
      {
        error: {
          code: 'memory.forbidden',
          message: expect.stringContaining('PermissionDeniedError'),
          retry: { kind: 'pause' },
        },
      },
    ]);
  });

  it.each([200, 502])(
    'is a proxy that answers HTML with %i, that is said and nothing is lost',
    async (status) => {
      await sink.check();
      cognee.fail({ method: 'POST', path: /add$/, status });

      expect(await sink.upsert([aWrite()])).toMatchObject([
        { error: { code: 'memory.bad_answer', message: expect.stringContaining('COGNEE_URL') } },
      ]);
      expect(await sink.upsert([aWrite()])).toMatchObject([{ status: 'written' }]);
    },
  );

  it('moves a path with 307, it is followed with method and body', async () => {
    await sink.check();
    cognee.fail({ method: 'POST', path: /add$/, status: 307, location: '/api/v1/add/' });

    expect(await sink.upsert([aWrite()])).toMatchObject([{ status: 'written' }]);
  });

  it('points elsewhere with 307, the key does not go there', async () => {
    const elsewhere = await new FakeCognee().start();
    await sink.check();
    const location = `${elsewhere.url}/api/v1/add`;
    cognee.fail({ method: 'POST', path: /add$/, status: 307, location });

    expect(await sink.upsert([aWrite()])).toMatchObject([{ status: 'failed' }]);
    expect(elsewhere.calls).toEqual([]);
    await elsewhere.stop();
  });

  it('can not store one document, that one alone fails', async () => {
    cognee.unstorablePhrase = 'word3';

    const outcomes = await writeSome(6);

    expect(outcomes.map(({ status }) => status)).toEqual([
      'written',
      'written',
      'written',
      'failed',
      'written',
      'written',
    ]);
    expect(texts()).toHaveLength(5);
  });

  it('can not index one document, that one alone is given up, without quoting it', async () => {
    cognee.refusedPhrase = 'word5';
    await writeSome(8);

    await subject.settle();

    expect(rejected).toHaveLength(1);
    expect(rejected[0]).toMatchObject({
      key: 'Accounts/5',
      error: {
        code: 'memory.not_indexable',
        message: expect.stringContaining('its own log says why'),
        retry: { kind: 'never' },
      },
    });
    for (const at of [0, 1, 2, 3, 4, 6, 7]) {
      const hits = await sink.search({ text: `word${at}`, limit: 3 });
      expect(hits.map(({ key }) => key)).toEqual([`Accounts/${at}`]);
    }
    expect(texts()).toHaveLength(7);
    expect(await sink.get('Accounts/5')).toBeUndefined();
  });

  it('can not index a new version, the one before stays', async () => {
    await sink.upsert([aWrite({ version: 1, body: 'turbines' })]);
    await writeSome(2, 10);
    await subject.settle();
    cognee.refusedPhrase = 'submarines';
    await sink.upsert([aWrite({ version: 2, body: 'submarines' }), aWrite({ id: '2', body: 'x' })]);

    await subject.settle();

    expect(rejected.map(({ key }) => key)).toEqual(['Accounts/1']);
    expect(await sink.get('Accounts/1')).toMatchObject({ version: 1, body: 'turbines' });
    expect((await sink.search({ text: 'turbines', limit: 1 }))[0]?.key).toBe('Accounts/1');
  });

  it('can show what is held back while the culprit is looked for', async () => {
    cognee.refusedPhrase = 'word5';
    cognee.runMs = 150;
    await writeSome(8);
    await eventually(async () => {
      const entry = await subject.index.entry('Accounts/7');
      expect(entry?.heldBody).toBeDefined();
    });

    expect(await sink.get('Accounts/7')).toMatchObject({ body: 'word7' });
    expect(await sink.count()).toBe(8);
    await subject.settle();
    expect(await sink.count()).toBe(7);
  });

  it.each([
    ['budget is spent', 402, 'Token budget exhausted', 'LLMPaymentRequiredError', 15 * 60_000],
    ['models refuse its key', 500, 'Internal server error', 'AuthenticationError', 5000],
  ])('finds that the %s, nobody is to blame and adds go on', async (...failure) => {
    const [, status, title, errorClass, pauseMs] = failure;
    cognee.modelFailure = { status, title, errorClass, words: `${errorClass}: no` };
    await writeSome(3);
    const startedAtMs = Date.now();
    await eventually(async () => {
      expect((await subject.index.cognifyState()).notBeforeMs).toBeGreaterThanOrEqual(
        startedAtMs + pauseMs - 1000,
      );
    });

    expect(await writeSome(1, 7)).toMatchObject([{ status: 'written' }]);
    expect(rejected).toEqual([]);
    expect(texts()).toHaveLength(4);

    cognee.modelFailure = undefined;
    await subject.index.putCognifyState({
      ...(await subject.index.cognifyState()),
      notBeforeMs: 0,
    });
    sink.start(() => Promise.resolve());
    await subject.settle();
    expect(await sink.search({ text: 'word7', limit: 1 })).toHaveLength(1);
  });

  it('is restarted during cognify, everything is indexed in the end', async () => {
    cognee.runMs = 60_000;
    await writeSome(3);
    await eventually(async () => {
      expect((await subject.index.cognifyState()).run).toBeDefined();
    });

    await cognee.stop();
    const { calls } = sink.counters;
    await eventually(() => {
      expect(sink.counters.calls).toBeGreaterThan(calls + 1);
    });
    cognee.runMs = 0;
    await cognee.start();

    await subject.settle();
    expect(await sink.search({ text: 'word2', limit: 1 })).toHaveLength(1);
    expect(cognee.indexedDocuments).toBe(3);
  });

  it('says nothing of a run any more, another one finds out', async () => {
    const clock = new StillClock();
    open({ COGNEE_COGNIFY_DELAY: '0' }, clock);
    await writeSome(1);
    await subject.settle();
    const run = { id: 'a-run-of-an-earlier-life', startedAtMs: 0 };
    const state = { ...calm, run };
    await subject.index.putCognifyState(state);
    expect(await writeSome(1, 1)).toMatchObject([
      { error: { code: 'memory.busy', retry: { kind: 'pause' } } },
    ]);
    sink.start(() => Promise.resolve());
    const looks = (): number => cognee.countCalls('GET', /pipeline-runs$/);
    const before = looks();
    await eventually(() => {
      expect(looks()).toBeGreaterThan(before + 1);
    });

    clock.nowMs += 5 * 60_000 + 1;

    await eventually(async () => {
      expect((await subject.index.cognifyState()).run).toBeUndefined();
    });
    expect(await writeSome(1, 1)).toMatchObject([{ status: 'written' }]);
  });

  it('fails at every document alike, none is given up', async () => {
    const clock = new StillClock();
    open({ COGNEE_COGNIFY_DELAY: '0' }, clock);
    const words = 'something else';
    cognee.modelFailure = { status: 500, title: 'Internal', errorClass: 'OddError', words };
    await writeSome(4);
    for (const failures of [1, 2, 3]) {
      await eventually(async () => {
        expect(await subject.index.cognifyState()).toMatchObject({ probeSize: 1, failures });
      });
      clock.nowMs += 3_600_000;
      sink.start((key, error) => {
        rejected.push({ key, error });
        return Promise.resolve();
      });
    }

    cognee.modelFailure = undefined;

    await eventually(async () => {
      clock.nowMs += 3_600_000;
      sink.start(() => Promise.resolve());
      expect(await subject.index.waiting()).toMatchObject({ count: 0 });
    });
    expect(rejected).toEqual([]);
    expect(await sink.search({ text: 'word0', limit: 1 })).toHaveLength(1);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { eventually } from './support/eventually.js';
import { account, makeQueueHarness, type QueueHarness } from './support/queue-harness.js';

const soon = { importance: 'live', delayMs: 0 } as const;
const later = { importance: 'live', delayMs: 60_000 } as const;

/** A key that holds what nobody put there. */
async function mistype({ redis }: QueueHarness, key: string): Promise<void> {
  await redis.patient.del(key);
  await redis.patient.sadd(key, 'by hand');
}

/** What may be lost of a job that waits; `key` names a key of its queue. */
type Loss = (harness: QueueHarness, key: (name: string) => string, job: string) => unknown;

const losses: Readonly<Record<string, Loss>> = {
  'its hash': ({ redis }, key, job) => redis.patient.del(key(job)),
  'the data in it': ({ redis }, key, job) => redis.patient.hdel(key(job), 'data'),
  'its options': ({ redis }, key, job) => redis.patient.hdel(key(job), 'opts'),
  'its name for the record': ({ redis }, key, job) => redis.patient.hdel(key(job), 'deid'),
  'its data to something else': ({ redis }, key, job) =>
    redis.patient.hset(key(job), 'data', '{not json'),
  'its place among those that wait for their time': ({ redis }, key, job) =>
    redis.patient.zrem(key('delayed'), job),
  'all that wait for their time': ({ redis }, key) => redis.patient.del(key('delayed')),
  'its place in line': ({ redis }, key, job) => redis.patient.zrem(key('prioritized'), job),
  'the whole line': ({ redis }, key) => redis.patient.del(key('prioritized')),
  'the key that names it': ({ redis }, key) => redis.patient.del(key('de:1')),
  'its hash to another type': (harness, key, job) => mistype(harness, key(job)),
  'the key that names it to another type': (harness, key) => mistype(harness, key('de:1')),
  'the line to another type': (harness, key) => mistype(harness, key('prioritized')),
  'those that wait for their time to another type': (harness, key) =>
    mistype(harness, key('delayed')),
  'the events to another type': (harness, key) => mistype(harness, key('events')),
  'the counter to another type': (harness, key) => mistype(harness, key('pc')),
  'what BullMQ keeps of the queue': ({ redis }, key) =>
    redis.patient.del(key('meta'), key('marker'), key('pc'), key('id'), key('events')),
};

describe('a record whose waiting job lost', () => {
  let harness: QueueHarness;

  beforeEach(async () => {
    harness = await makeQueueHarness();
  });

  afterEach(async () => {
    await harness.close();
  });

  const key = (name: string): string => harness.redis.key('accounts', name);
  const jobOf = async (): Promise<string> =>
    (await harness.queues.of('Accounts').getDeduplicationJobId('1')) ?? '';

  it.each(
    Object.keys(losses).flatMap((name) => [
      [name, 'delayed', later] as const,
      [name, 'in line', soon] as const,
    ]),
  )('%s, %s, is run by its next change', async (name, _state, request) => {
    await harness.queues.enqueue([{ ref: account('1'), ...request }]);
    await losses[name]?.(harness, key, await jobOf());

    await harness.queues.enqueue([{ ref: account('1'), importance: 'critical', delayMs: 0 }]);

    const ran: unknown[] = [];
    await harness.work('Accounts', (job) => {
      ran.push((job.data as { id?: unknown }).id);
      return Promise.resolve();
    });
    await eventually(() => {
      expect(ran).toContain('1');
    });
  });

  it.each(['its hash', 'its time', 'its data to something else'])(
    '%s, has nothing pending, and that is no error',
    async (name) => {
      const { queues, redis } = harness;
      await queues.enqueue([{ ref: account('1'), ...later }]);
      const job = await jobOf();
      if (name === 'its time') await redis.patient.hdel(key(job), 'timestamp');
      else await losses[name]?.(harness, key, job);

      expect(await queues.pending(account('1'))).toBeUndefined();
    },
  );

  it('all that runs, while it runs, is run again by its next change', async () => {
    const { queues, redis } = harness;
    let runs = 0;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await queues.enqueue([{ ref: account('1'), ...soon }]);
    await harness.work('Accounts', async () => {
      runs += 1;
      if (runs === 1) await ended;
    });
    await eventually(() => {
      expect(runs).toBe(1);
    });
    await redis.patient.del(key('active'));

    await queues.enqueue([{ ref: account('1'), ...soon }]);

    await eventually(() => {
      expect(runs).toBe(2);
    });
    end();
  });

  it('nothing joins that job, and one queued again is not counted as joined', async () => {
    const { queues } = harness;
    await queues.enqueue([{ ref: account('1'), ...later }]);
    const first = await jobOf();

    await queues.enqueue([{ ref: account('1'), ...later }]);

    expect(await jobOf()).toBe(first);
    expect(await harness.capacity.waiting()).toBe(1);
  });
});

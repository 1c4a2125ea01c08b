import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RateLimitError } from 'bullmq';

import { eventually } from './support/eventually.js';
import { account, makeQueueHarness, type QueueHarness } from './support/queue-harness.js';

const critical = { importance: 'critical', delayMs: 0 } as const;
const live = { importance: 'live', delayMs: 0 } as const;

/** A promise and what settles it. */
function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('the record queues', () => {
  let harness: QueueHarness;

  beforeEach(async () => {
    harness = await makeQueueHarness({ WEBHOOK_RETRY_DELAY_BASE: '0.2', WEBHOOK_MAX_RETRIES: '3' });
  });

  afterEach(async () => {
    await harness.close();
  });

  it('run a record once more after its job when it changes meanwhile, however often', async () => {
    const { queues } = harness;
    const first = gate();
    let runs = 0;
    await queues.enqueue([{ ref: account('1'), ...live }]);
    await harness.work('Accounts', async () => {
      runs += 1;
      if (runs === 1) await first.opened;
    });
    await eventually(() => {
      expect(runs).toBe(1);
    });

    for (let change = 0; change < 5; change += 1) {
      await queues.enqueue([{ ref: account('1'), ...live }]);
    }
    first.open();

    await eventually(async () => {
      expect(runs).toBe(2);
      expect(await harness.capacity.waiting()).toBe(0);
    });
  });

  it('hold at most one waiting job per record', async () => {
    const { queues } = harness;

    for (let change = 0; change < 20; change += 1) {
      await queues.enqueue([{ ref: account('1'), importance: 'live', delayMs: 60_000 }]);
      await queues.enqueue([{ ref: account('2'), ...live }]);
    }

    expect(await harness.capacity.waiting()).toBe(2);
  });

  it('sync a record that changes without pause at least every two debounce times', async () => {
    const debounceMs = 300;
    const runsAt: number[] = [];
    await harness.work('Accounts', () => {
      runsAt.push(performance.now());
      return Promise.resolve();
    });

    const startedAt = performance.now();
    while (performance.now() - startedAt < 8 * debounceMs) {
      await harness.queues.enqueue([
        { ref: account('1'), importance: 'live', delayMs: debounceMs },
      ]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }

    // Eight debounce times hold four double ones; a debounce that restarts would have run none at all.
    expect(runsAt.length).toBeGreaterThanOrEqual(4);
  });

  it('bring a debounced record forward for a critical change', async () => {
    const synced: string[] = [];
    await harness.work('Accounts', (job) => {
      synced.push((job.data as { id: string }).id);
      return Promise.resolve();
    });
    await harness.queues.enqueue([{ ref: account('1'), importance: 'live', delayMs: 3_600_000 }]);

    await harness.queues.enqueue([{ ref: account('1'), ...critical }]);

    await eventually(async () => {
      expect(synced).toEqual(['1']);
      expect(await harness.capacity.waiting()).toBe(0);
    });
  });

  it('work off critical changes first, then live ones, then parents, then sweeps', async () => {
    const { queues } = harness;
    const order: string[] = [];
    const requests = ['sweep', 'parent', 'live', 'critical'] as const;
    for (const importance of requests) {
      await queues.enqueue([{ ref: account(importance), importance, delayMs: 0 }]);
    }
    await queues.enqueue([{ ref: account('swept-then-changed'), importance: 'sweep', delayMs: 0 }]);
    await queues.enqueue([{ ref: account('swept-then-changed'), ...critical }]);

    const worker = await harness.work('Accounts', (job) => {
      order.push((job.data as { id: string }).id);
      return Promise.resolve();
    });
    worker.concurrency = 1;

    await eventually(() => {
      expect(order).toHaveLength(5);
    });
    expect(order).toEqual(['critical', 'swept-then-changed', 'live', 'parent', 'sweep']);
  });

  it('neither reset the attempts of a failing record nor cut its back-off short on a new change', async () => {
    const attempts: number[] = [];
    const at: number[] = [];
    await harness.work('Accounts', (job) => {
      attempts.push(job.attemptsMade + 1);
      at.push(performance.now());
      return Promise.reject(new Error('still failing'));
    });
    await harness.queues.enqueue([{ ref: account('1'), ...live }]);
    await eventually(() => {
      expect(attempts).toHaveLength(1);
    });

    while (attempts.length < 3) {
      await harness.queues.enqueue([{ ref: account('1'), ...critical }]);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }

    expect(attempts.slice(0, 3)).toEqual([1, 2, 3]);
    // Half of the base of 200 ms is the shortest back-off there is.
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(95);
    expect(at[2]! - at[1]!).toBeGreaterThanOrEqual(190);
  });

  it('keep to a pause of the queue whatever arrives, and count no attempt for it', async () => {
    const attempts: number[] = [];
    const at: number[] = [];
    await harness.work('Accounts', async (job) => {
      attempts.push(job.attemptsMade + 1);
      at.push(performance.now());
      if (attempts.length > 1) return;
      await harness.queues.of('Accounts').rateLimit(700);
      throw new RateLimitError();
    });
    await harness.queues.enqueue([{ ref: account('1'), ...live }]);
    await eventually(async () => {
      expect(attempts).toHaveLength(1);
      expect(await harness.capacity.waiting()).toBe(1);
    });

    await harness.queues.enqueue([{ ref: account('1'), ...critical }]);
    await harness.queues.enqueue([{ ref: account('2'), ...critical }]);

    await eventually(() => {
      expect(attempts).toHaveLength(3);
    });
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(600);
    expect(attempts).toEqual([1, 1, 1]);
  });

  it('reject when Redis does not take every job', async () => {
    const { queues, redis } = harness;
    // Of the right type, so that nothing takes it away: by it, jobs of one priority are put in order.
    await redis.failFast.set(redis.key('accounts', 'pc'), 'not a number');

    const queued = queues.enqueue([
      { ref: { module: 'Deals', id: '1' }, ...live },
      { ref: account('1'), ...live },
    ]);

    await expect(queued).rejects.toThrow();
  });
});

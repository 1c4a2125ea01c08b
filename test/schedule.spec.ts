import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';

import { AppError, retryNever } from '../src/kernel/app-error.js';
import { DeadLetterStore } from '../src/queue/dead-letters/dead-letter-store.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { type ScheduledTask } from '../src/schedule/scheduled-task.js';
import { Scheduler } from '../src/schedule/scheduler.js';
import { eventually } from './support/eventually.js';
import { testSettings } from './support/test-settings.js';

describe('Scheduler', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  const settings = testSettings();
  const connections = [new RedisConnections(settings), new RedisConnections(settings)];
  let schedulers: Scheduler[] = [];

  beforeEach(() => {
    schedulers = [];
  });
  afterEach(async () => {
    await Promise.all(schedulers.map((scheduler) => scheduler.beforeApplicationShutdown()));
    const { patient, prefix } = connections[0]!;
    const keys = await patient.keys(`${prefix}:schedule:*`);
    if (keys.length > 0) await patient.del(...keys);
  });
  afterAll(() => {
    for (const redis of connections) redis.onApplicationShutdown();
  });

  it('runs a task once per tick, however many processes schedule it', async () => {
    const ticks: number[] = [];
    const task: ScheduledTask = {
      name: 'count',
      when: { everyMs: 200 },
      run: () => {
        ticks.push(Math.floor(Date.now() / 200));
        return Promise.resolve({});
      },
    };
    schedulers = connections.map((redis) => new Scheduler(redis));
    for (const scheduler of schedulers) scheduler.start([task]);

    await eventually(() => {
      expect(ticks.length).toBeGreaterThanOrEqual(5);
    });

    expect(new Set(ticks).size).toBeGreaterThanOrEqual(ticks.length - 1);
  });

  it('goes on after Redis has lost the schedule', async () => {
    let runs = 0;
    const task: ScheduledTask = {
      name: 'outlive',
      when: { everyMs: 100 },
      run: () => {
        runs += 1;
        return Promise.resolve({});
      },
    };
    const { patient, prefix } = connections[0]!;
    const scheduleKeys = () => patient.keys(`${prefix}:schedule:*`);
    schedulers = [new Scheduler(connections[0]!)];
    schedulers[0]!.start([task]);
    await eventually(() => {
      expect(runs).toBeGreaterThanOrEqual(1);
    });

    await patient.del(...(await scheduleKeys()));
    // Whatever was running when they went is over by then.
    const before = runs + 3;

    await eventually(() => {
      expect(runs).toBeGreaterThan(before);
    });
  });

  it('goes on after a tick that failed', async () => {
    let runs = 0;
    const task: ScheduledTask = {
      name: 'fail-once',
      when: { everyMs: 100 },
      run: () => {
        runs += 1;
        return runs === 1 ? Promise.reject(new Error('not now')) : Promise.resolve({});
      },
    };
    schedulers = [new Scheduler(connections[0]!)];
    schedulers[0]!.start([task]);

    await eventually(() => {
      expect(runs).toBeGreaterThanOrEqual(2);
    });
  });

  it('runs a task that takes longer than its tick one at a time, and others meanwhile', async () => {
    const state = { running: 0, most: 0, long: 0, short: 0 };
    const long: ScheduledTask = {
      name: 'long',
      when: { everyMs: 100 },
      run: async () => {
        state.running += 1;
        state.most = Math.max(state.most, state.running);
        const shortBefore = state.short;
        await eventually(() => {
          expect(state.long >= 3 || state.short > shortBefore + 3).toBe(true);
        });
        state.running -= 1;
        state.long += 1;
        return {};
      },
    };
    const short: ScheduledTask = {
      name: 'short',
      when: { everyMs: 50 },
      run: () => {
        state.short += 1;
        return Promise.resolve(undefined);
      },
    };
    schedulers = connections.map((redis) => new Scheduler(redis));
    for (const scheduler of schedulers) scheduler.start([long, short]);

    await eventually(() => {
      expect(state.long).toBeGreaterThanOrEqual(3);
    });

    expect(state.most).toBe(1);
  });

  it('runs a task when a process starts, where it asks for that', async () => {
    let runs = 0;
    const task: ScheduledTask = {
      name: 'at-start',
      when: { dailyAt: '00:00' },
      atStart: true,
      run: () => {
        runs += 1;
        return Promise.resolve({});
      },
    };
    schedulers = [new Scheduler(connections[0]!)];
    schedulers[0]!.start([task]);

    await eventually(() => {
      expect(runs).toBe(1);
    });
  });

  it('plans a daily task for its time of day in UTC', async () => {
    const task: ScheduledTask = {
      name: 'nightly',
      when: { dailyAt: '02:30' },
      run: () => Promise.resolve({}),
    };
    schedulers = [new Scheduler(connections[0]!)];
    schedulers[0]!.start([task]);
    const { patient: connection, prefix } = connections[0]!;
    const queue = new Queue('schedule', { connection, prefix });

    const next = await eventually(async () => {
      const planned = await queue.getJobScheduler('nightly');
      expect(planned?.next).toBeDefined();
      return new Date(planned!.next!);
    });

    await queue.close();
    expect([next.getUTCHours(), next.getUTCMinutes()]).toEqual([2, 30]);
  });
});

describe('DeadLetters', () => {
  const redis = new RedisConnections(testSettings());
  const dayMs = 24 * 3600 * 1000;
  let now = Date.parse('2026-05-14T12:00:00Z');
  const letters = new DeadLetterStore(redis, { now: () => now });
  const error = new AppError('zoho.refused', 'Zoho refused it.', { retry: retryNever });

  afterAll(() => {
    redis.onApplicationShutdown();
  });

  it('keep a letter for thirty days', async () => {
    await redis.failFastReady();
    await letters.add({ module: 'Deals', id: 'old' }, error, 3);
    now += 29 * dayMs;
    await letters.add({ module: 'Deals', id: 'new' }, error, 1);
    const prunedEarly = await letters.prune();
    now += 1 * dayMs + 1;
    const prunedLater = await letters.prune();

    expect([prunedEarly, prunedLater]).toEqual([0, 1]);
    expect(await letters.list(10)).toEqual([
      expect.objectContaining({ id: 'new', code: 'zoho.refused', attempts: 1 }),
    ]);
    expect(await letters.count()).toBe(1);
  });
});

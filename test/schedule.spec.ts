import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { AppError, retryNever } from '../src/kernel/app-error.js';
import { DeadLetters } from '../src/queue/dead-letters.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { type ScheduledTask } from '../src/schedule/scheduled-task.js';
import { Scheduler } from '../src/schedule/scheduler.js';
import { eventually } from './support/eventually.js';
import { testSettings } from './support/test-settings.js';

describe('Scheduler', () => {
  const settings = testSettings();
  const connections = [new RedisConnections(settings), new RedisConnections(settings)];
  let schedulers: Scheduler[] = [];

  beforeEach(() => {
    schedulers = [];
  });
  afterEach(async () => {
    await Promise.all(schedulers.map((scheduler) => scheduler.beforeApplicationShutdown()));
  });
  afterAll(() => {
    for (const redis of connections) redis.onApplicationShutdown();
  });

  it('runs a task once per tick, however many processes schedule it', async () => {
    const ticks: number[] = [];
    const task: ScheduledTask = {
      name: 'count',
      everyMs: 200,
      run: () => {
        ticks.push(Math.floor(Date.now() / 200));
        return Promise.resolve({});
      },
    };
    schedulers = connections.map((redis) => new Scheduler(redis, [task]));
    for (const scheduler of schedulers) scheduler.onApplicationBootstrap();

    await eventually(() => {
      expect(ticks.length).toBeGreaterThanOrEqual(5);
    });

    expect(new Set(ticks).size).toBeGreaterThanOrEqual(ticks.length - 1);
  });

  it('goes on after a tick that failed', async () => {
    let runs = 0;
    const task: ScheduledTask = {
      name: 'fail-once',
      everyMs: 100,
      run: () => {
        runs += 1;
        return runs === 1 ? Promise.reject(new Error('not now')) : Promise.resolve({});
      },
    };
    schedulers = [new Scheduler(connections[0]!, [task])];
    schedulers[0]!.onApplicationBootstrap();

    await eventually(() => {
      expect(runs).toBeGreaterThanOrEqual(2);
    });
  });
});

describe('DeadLetters', () => {
  const redis = new RedisConnections(testSettings());
  const dayMs = 24 * 3600 * 1000;
  let now = Date.parse('2026-05-14T12:00:00Z');
  const letters = new DeadLetters(redis, { now: () => now });
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

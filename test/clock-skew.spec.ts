import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { SystemClock } from '../src/kernel/clock.js';
import { RedisClock } from '../src/redis/redis-clock.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { RedisTime } from '../src/redis/redis-time.js';
import { runCli, startProcess, type TestProcess } from './support/child-process.js';
import { eventually } from './support/eventually.js';
import { clockAhead, hasFaketime } from './support/faketime.js';
import { asOperator, signatureOf } from './support/running-service.js';
import { zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment, testSettings } from './support/test-settings.js';

const hourSeconds = 3600;
const hourMs = hourSeconds * 1000;
/** Nothing takes as long as that here, and an hour is longer. */
const muchSeconds = 600;

class ShiftedClock extends SystemClock {
  constructor(public aheadMs: number) {
    super();
  }

  override now(): number {
    return super.now() + this.aheadMs;
  }
}

describe('the clock that processes share', () => {
  let redis: RedisConnections;

  beforeEach(async () => {
    redis = new RedisConnections(testSettings());
    await redis.failFastReady();
  });

  afterEach(() => {
    redis.onApplicationShutdown();
  });

  it.each([0, hourMs, -hourMs])('is that of Redis where the own one is %d ms ahead', async (ms) => {
    const own = new ShiftedClock(ms);
    const time = new RedisTime(redis, own);
    const clock = new RedisClock(own, time);

    await time.ask();

    expect(Math.round(time.skewMs / 10_000)).toBe(ms / 10_000);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(muchSeconds * 1000);
  });

  it('is the own one, to the millisecond, where the two may be equal', () => {
    const time = new RedisTime(redis);

    time.note(Date.now(), performance.now());

    expect(time.skewMs).toBe(0);
  });

  it('is the own one as long as a late answer leaves that open', () => {
    const time = new RedisTime(redis);

    time.note(Date.now() - 4000, performance.now() - 5000);

    expect(time.skewMs).toBe(0);
  });

  it('follows a clock that is put right', async () => {
    const own = new ShiftedClock(hourMs);
    const time = new RedisTime(redis, own);
    await time.ask();

    own.aheadMs = 0;
    await time.ask();

    expect(Math.abs(time.skewMs)).toBeLessThan(muchSeconds * 1000);
  });
});

const run = hasFaketime ? it : it.skip;
const why = hasFaketime ? '' : ' (needs faketime)';

describe('a process whose clock is wrong', () => {
  let simulator: ZohoSimulator;
  let memory: string;
  let started: TestProcess[];

  beforeEach(async () => {
    simulator = await ZohoSimulator.start({ company: 'empty' });
    memory = await mkdtemp(join(tmpdir(), 'zoho-sync-test-memory-'));
    started = [];
  });

  afterEach(async () => {
    await Promise.all(started.map((process) => process.stop()));
    await simulator.close();
    await rm(memory, { recursive: true, force: true });
  });

  const gauges = async (process: TestProcess, name: string): Promise<readonly number[]> => {
    const { text } = await asOperator(process.url).get('/metrics');
    return [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].map(([, value]) =>
      Number(value),
    );
  };

  run.each([
    ['web', hourSeconds],
    ['web', -hourSeconds],
    ['worker', hourSeconds],
    ['worker', -hourSeconds],
  ] as const)(`of the role %s, by %d s, is told, and times stay right${why}`, async (wrong, by) => {
    const environment = testEnvironment({
      ...zohoEnvironment(simulator),
      MEMORY_PATH: memory,
      WEBHOOK_DEBOUNCE: '3',
    });
    const start = async (role: 'web' | 'worker'): Promise<TestProcess> => {
      const clock = role === wrong ? clockAhead(by) : {};
      const process = await startProcess({ ...environment, PORT: undefined, ...clock, ROLE: role });
      started.push(process);
      return process.untilReady();
    };
    const [web, worker] = await Promise.all([start('web'), start('worker')]);
    const { id } = simulator.createRecord('Accounts', { Account_Name: 'In time' });
    const body = { operation: 'create', module: 'Accounts', data: [{ id }] };

    const answer = await fetch(`${web.url}/webhooks/zoho`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-zoho-signature': signatureOf(body) },
      body: JSON.stringify(body),
    });

    expect(answer.status).toBe(200);
    const seen: number[] = [];
    await eventually(async () => {
      for (const process of [web, worker]) {
        seen.push(...(await gauges(process, 'zoho_sync_lag_seconds')));
        seen.push(...(await gauges(process, 'zoho_sync_queue_oldest_age_seconds')));
      }
      const { text } = await asOperator(web.url).get(`/records/Accounts/${id}`);
      expect(text).toContain('In time');
    });
    expect(Math.max(...seen)).toBeGreaterThan(0);
    expect(Math.max(...seen)).toBeLessThan(muchSeconds);
    for (const process of [web, worker]) {
      expect(await gauges(process, 'zoho_sync_processes_count')).toEqual([0, 1, 1, 0]);
      const { text } = await asOperator(process.url).get(`/records/Accounts/${id}`);
      const told = [...text.matchAll(/"(?:received|written|synced)_at":"([^"]+)"/g)];
      expect(told).not.toHaveLength(0);
      for (const [, time = ''] of told) {
        expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(muchSeconds * 1000);
      }
    }

    const direction = by > 0 ? 'ahead of' : 'behind';
    await eventually(async () => {
      const { text } = await asOperator((wrong === 'web' ? worker : web).url).get(
        '/webhooks/health',
      );
      expect(text).toMatch(new RegExp(`"degraded".*"clock".*3[56]\\d\\d s ${direction}`));
    });
    const [skew = 0] = await gauges(wrong === 'web' ? web : worker, 'zoho_sync_clock_skew_seconds');
    expect(Math.round(skew / 100)).toBe(by / 100);
    const { stdout } = await runCli(['status'], environment);
    expect(stdout).toMatch(/TROUBLE +clock/);
    const doctor = await runCli(['doctor'], { ...environment, ...clockAhead(by) });
    expect(doctor.stdout).toMatch(new RegExp(`failure +Clock .* s ${direction}`));
    expect(doctor.code).toBe(1);
  });
});

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { AppError, retryNever } from '../src/kernel/app-error.js';
import { DeadLetterStore } from '../src/queue/dead-letters/dead-letter-store.js';
import { eventually } from './support/eventually.js';
import { metricNames, namesIn, promtoolSeries, seriesFrom } from './support/exposition.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';

const run = promisify(execFile);
const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const rules = pathOf('deploy/prometheus/alerts.yml');

const hasPromtool = await run('promtool', ['--version']).then(
  () => true,
  () => false,
);
/** Where promtool (Debian's `prometheus`) is missing these are skipped, by name. */
const itWithPromtool = hasPromtool ? it : it.skip;

const account = { operation: 'update', module: 'Accounts', data: [{ id: '1' }] };

const scrape = async ({ url }: ServiceUnderTest): Promise<string> =>
  (await request(url).get('/metrics').expect(200)).text;

/** What a process shows after a turn of its event loop that took more than a second. */
async function standingStill(service: ServiceUnderTest): Promise<string> {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1100);
  return scrape(service);
}

describe('alarms and the dashboard, on what the service really exposes,', () => {
  let redis: TestRedis;
  const expositions: Record<string, string> = {};

  beforeAll(async () => {
    redis = await startRedis();
    const [service, web] = await Promise.all([
      startService({ REDIS_URL: redis.url }),
      startService({ ROLE: 'web' }),
    ]);
    await service.deliver(account).expect(200);
    await eventually(async () => {
      expect(await scrape(service)).toContain('zoho_sync_processes_count{role="all"} 1');
      expect(await scrape(web)).toContain('zoho_sync_processes_count{role="web"} 1');
    });
    expositions['well'] = await scrape(service);
    expositions['web only'] = await scrape(web);
    expositions['standing still'] = await standingStill(service);
    for (const subject of ['zoho', 'credentials', 'credits']) {
      const series = `zoho_sync_trouble_seconds{subject="${subject}"}`;
      expect(expositions['well']).toContain(`${series} 0\n`);
      expositions[subject] = expositions['well'].replace(`${series} 0\n`, `${series} 300\n`);
    }
    await service.deliver('{"module":"Deals","record_id":}').expect(400);
    expositions['not understood'] = await scrape(service);
    const error = new AppError('zoho.refused', 'no', { retry: retryNever });
    await service.app.get(DeadLetterStore).add({ module: 'Deals', id: '1' }, error, 1);
    // The state of the queues is looked at every 200 ms at most.
    expositions['dead letters'] = await eventually(async () => {
      const exposition = await scrape(service);
      expect(exposition).toContain('zoho_sync_dead_letters_count{module="Deals"} 1');
      return exposition;
    });
    redis.kill();
    for (let count = 0; count < 3; count += 1) await service.deliver(account).expect(503);
    expositions['no Redis'] = await scrape(service);
    await Promise.all([service.stop(), web.stop()]);
  });

  afterAll(async () => {
    await redis.stop();
  });

  it('name metrics that exist', async () => {
    const [alerts, dashboard] = await Promise.all([
      readFile(rules, 'utf8'),
      readFile(pathOf('deploy/grafana/zoho-webhook-sync.json'), 'utf8'),
    ]);
    const expressions = [
      ...[...alerts.matchAll(/^ +expr: (.+)$/gm)].map(([, expression = '']) => expression),
      ...[...dashboard.matchAll(/"expr": "(.+)"/g)].map(([, expression = '']) => expression),
    ];
    const exposed = metricNames(expositions['well']!);

    const named = expressions.map(namesIn);

    expect(named.every((names) => names.length > 0)).toBe(true);
    expect(expressions.length).toBeGreaterThan(40);
    expect(named.flat().filter((name) => !exposed.has(name))).toEqual([]);
  });

  itWithPromtool('are rules that Prometheus accepts (needs promtool)', async () => {
    expect((await run('promtool', ['check', 'rules', rules])).stdout).toContain('SUCCESS');
  });

  itWithPromtool.each([
    ['nothing, while all is well', 'well', []],
    [
      'what is not done, where only deliveries are taken',
      'web only',
      ['ZohoSyncNoScheduler', 'ZohoSyncNoWorker'],
    ],
    ['ZohoSyncDeadLetters, where a record was given up', 'dead letters', ['ZohoSyncDeadLetters']],
    ['ZohoSyncZohoDown, where Zoho does not work', 'zoho', ['ZohoSyncZohoDown']],
    ['deliveries that are not understood', 'not understood', ['ZohoSyncDeliveriesNotUnderstood']],
    ['a process that stands still', 'standing still', ['ZohoSyncTurnsTakeLong']],
    ['a rejected grant', 'credentials', ['ZohoSyncCredentialsRejected']],
    ['credits that are used up', 'credits', ['ZohoSyncCreditsUsedUp']],
    [
      'Redis and deliveries, where Redis is down',
      'no Redis',
      ['ZohoSyncDeadLetters', 'ZohoSyncDeliveriesFail', 'ZohoSyncRedisDown'],
    ],
  ])('tell of %s (needs promtool)', async (_, state, alerts) => {
    const before = { 'no Redis': 'dead letters', 'not understood': 'well' }[state] ?? state;
    const folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-alerts-'));
    const file = join(folder, 'test.json');
    // A loaded machine keeps any process from turning for a while.
    const counts = (name: string) => name.startsWith('zoho_sync_') || state === 'standing still';
    const ofState = (name: string) =>
      seriesFrom(expositions[name]!).filter((series) => counts(series.name));
    const firing = 'sum by (alertname) (ALERTS{alertstate="firing"})';
    const samples = alerts.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 }));
    await writeFile(
      file,
      JSON.stringify({
        rule_files: [rules],
        evaluation_interval: '1m',
        tests: [
          {
            interval: '1m',
            input_series: promtoolSeries(ofState(before), ofState(state)),
            promql_expr_test: [{ expr: firing, eval_time: '35m', exp_samples: samples }],
          },
        ],
      }),
    );

    const result = await run('promtool', ['test', 'rules', file]).catch(
      (error: unknown) => error as { stderr: string },
    );

    await rm(folder, { recursive: true });
    expect(result.stderr).toBe('');
    expect(result).toMatchObject({ stdout: expect.stringContaining('SUCCESS') });
  });
});

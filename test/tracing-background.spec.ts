import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Test } from 'supertest';

import { freePort } from '../demo/embedded-redis.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { startProcess, type TestProcess } from './support/child-process.js';
import { type CollectedSpan, Collector, treeOf } from './support/collector.js';
import { eventually } from './support/eventually.js';
import { asOperator } from './support/running-service.js';
import { zohoEnvironment } from './support/synced-crm.js';
import { testEnvironment } from './support/test-settings.js';

const failed = 2;

describe('the traces of what nobody sent', () => {
  let folder: string;
  let collector: Collector;
  let simulator: ZohoSimulator;
  let service: TestProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-tracing-'));
    collector = await Collector.start();
    simulator = await ZohoSimulator.start({ company: 'empty' });
    const port = String(await freePort());
    service = await startProcess(
      testEnvironment({
        ...zohoEnvironment(simulator),
        MEMORY_PATH: folder,
        WEBHOOK_DEBOUNCE: '0',
        ZOHO_MODULES: 'Deals',
        PORT: port,
        WEBHOOK_BASE_URL: `http://127.0.0.1:${port}`,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BSP_SCHEDULE_DELAY: '100',
      }),
    );
    await service.untilReady();
  });

  afterAll(async () => {
    await service.stop();
    await simulator.close();
    await collector.close();
    await rm(folder, { recursive: true, force: true });
  });

  const untilSpan = (isWanted: (span: CollectedSpan) => boolean): Promise<CollectedSpan> =>
    eventually(() => {
      const found = collector.spans.find(isWanted);
      expect(found).toBeDefined();
      return found!;
    });
  const deal = (): string =>
    simulator.createRecord('Deals', { Deal_Name: 'Quokka Takeover' }, { silent: true }).id;
  const begin = (kind: 'modified' | 'full'): Test =>
    asOperator(service.url).post('/sync').send({ kind, module: 'Deals' }).expect(202);

  it('show that channels were made, and the calls for it', async () => {
    const keeping = await untilSpan(({ name }) => name === 'keep channels');

    const spans = collector.trace(keeping.traceId);
    expect(keeping.parentSpanId).toBeUndefined();
    expect(treeOf(spans)[0]).toBe('keep channels');
    expect(treeOf(spans)).toContain('  POST');
  });

  it.each([
    ['modified', 'sweep Deals', { 'zoho_sync.outcome': 'swept' }],
    ['full', 'compare Deals', { 'zoho_sync.outcome': 'compared' }],
  ] as const)('link every record that a sync (%s) queued with it', async (kind, name, told) => {
    const ids = [deal(), deal()];
    await begin(kind);

    const syncs = await Promise.all(
      ids.map((id) =>
        untilSpan(
          (span) => span.name === 'process deals' && span.attributes['zoho_sync.record_id'] === id,
        ),
      ),
    );

    for (const sync of syncs) {
      const queued = await untilSpan(({ spanId }) => sync.links.includes(spanId));
      const sweep = await untilSpan(
        (span) => span.traceId === queued.traceId && span.name === name,
      );
      expect(queued.name).toBe('send deals');
      expect(queued.parentSpanId).toBe(sweep.spanId);
      expect(sweep.attributes).toMatchObject(told);
      expect(sweep.traceId).not.toBe(sync.traceId);
    }
  });

  it('show that a sweep failed', async () => {
    simulator.faults.add({ match: { path: '/crm/v8/Deals' }, status: 403 });
    await begin('modified');

    const sweep = await untilSpan((span) => span.name === 'sweep Deals' && span.status === failed);

    expect(sweep.attributes).toMatchObject({
      'zoho_sync.outcome': 'failed',
      'error.type': 'sweep.failed',
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ClockModule } from '../clock.module.js';
import { readSettings } from '../config/read-settings.js';
import { SettingsModule } from '../config/settings.module.js';
import { type Settings } from '../config/settings.js';
import { SystemClock } from '../kernel/clock.js';
import { MetricsModule } from '../observability/metrics.module.js';
import { RedisModule } from '../redis/redis.module.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { CogneeSink } from './cognee/cognee-sink.js';
import { LocalSink } from './local/local-sink.js';
import { MemorySink } from './memory-sink.js';
import { MemoryModule, memorySinkFor } from './memory.module.js';

describe('MemoryModule', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'memory-module-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const settingsWithMemory = (): Settings =>
    readSettings({
      WEBHOOK_SECRET: 'ab'.repeat(32),
      REDIS_HOST: 'localhost',
      MEMORY_PATH: join(folder, 'memory'),
    });

  it('provides the local memory, which is opened by its first use and closed on shutdown', async () => {
    const settings = settingsWithMemory();
    const redis = new RedisConnections(settings);
    const imports = [
      SettingsModule.register(settings),
      RedisModule.register(redis),
      ClockModule,
      MetricsModule,
      MemoryModule,
    ];
    const app = await Test.createTestingModule({ imports }).compile();
    await app.init();
    const sink = app.get(MemorySink);

    expect(sink).toBeInstanceOf(LocalSink);
    expect(existsSync(join(folder, 'memory'))).toBe(false);
    await sink.check();
    expect(existsSync(join(folder, 'memory', 'memory-2.db'))).toBe(true);
    await app.close();

    await expect(sink.check()).rejects.toMatchObject({ code: 'memory.unavailable' });
  });

  it('calls neither Cognee nor Redis before it is used', async () => {
    const { memory } = settingsWithMemory();
    const redis = Object.create(RedisConnections.prototype) as RedisConnections;

    const sink = memorySinkFor({ ...memory, sinks: ['cognee'] }, redis, new SystemClock());

    expect(sink).toBeInstanceOf(CogneeSink);
    await sink.close();
  });
});

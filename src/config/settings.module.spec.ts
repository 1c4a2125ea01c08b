import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { loadSettings } from './settings.module.js';

const secret = 'c0ffee5e'.repeat(8);

describe('a .env file in the working directory', () => {
  const before = process.cwd();
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-env-'));
    process.chdir(folder);
  });

  afterEach(async () => {
    process.chdir(before);
    delete process.env['OTEL_SERVICE_NAME'];
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    await rm(folder, { recursive: true, force: true });
  });

  it('is read, and only what the OpenTelemetry SDK reads of it is in the environment then', async () => {
    const lines = [
      `WEBHOOK_SECRET=${secret}`,
      'REDIS_URL=redis://127.0.0.1',
      'OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318',
      'OTEL_SERVICE_NAME=ours',
    ];
    await writeFile(join(folder, '.env'), lines.join('\n'));

    const settings = await loadSettings();

    expect(settings.webhook.secret.reveal()).toBe(secret);
    expect(settings.tracing).toEqual({ protocol: 'http/protobuf' });
    expect(process.env['WEBHOOK_SECRET']).toBeUndefined();
    expect(process.env['OTEL_SERVICE_NAME']).toBe('ours');
    expect(process.env['OTEL_EXPORTER_OTLP_ENDPOINT']).toBe('http://collector:4318');
  });
});

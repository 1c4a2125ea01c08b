import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { readSettings } from '../config/read-settings.js';
import { clearTextFindings } from './clear-text-findings.js';
import { fileFindings } from './file-findings.js';
import { type Finding } from './finding.js';
import { secretFindings } from './secret-findings.js';

const drawn = '8c1d0f7a3be946251f0a7be2c94d83567a02de19b4c6583f1e9d7046ab35c28f';
const required = { WEBHOOK_SECRET: drawn, REDIS_URL: 'redis://127.0.0.1' };
const words = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ status, message }) => `${status} ${message.split(' ')[0] ?? ''}`);

describe('clearTextFindings', () => {
  const postgres = { MEMORY_SINK: 'postgres' };
  const cognee = { MEMORY_SINK: 'cognee', COGNEE_API_KEY: 'k' };

  it.each([
    [{ REDIS_URL: 'redis://redis:6379' }, ['warning Redis']],
    [{ REDIS_URL: '', REDIS_HOST: 'redis', REDIS_TLS_CA: 'package.json' }, []],
    [{ REDIS_URL: 'redis://:pw@127.0.0.1.example' }, ['warning Redis']],
    [{ REDIS_URL: 'rediss://redis.example' }, []],
    [{ REDIS_URL: 'redis://[::1]:6379' }, []],
    [{ REDIS_URL: '', REDIS_HOST: 'redis' }, ['warning Redis']],
    [{ REDIS_URL: '', REDIS_HOST: 'localhost' }, []],
    [{ REDIS_SENTINELS: '10.0.0.1:1', REDIS_SENTINEL_NAME: 'm' }, ['warning Redis']],
    [{ REDIS_CLUSTER_NODES: '127.0.0.1:1,10.0.0.1:1' }, ['warning Redis']],
    [{ ...cognee, COGNEE_URL: 'http://cognee:8000' }, ['warning COGNEE_URL']],
    [{ ...cognee, COGNEE_URL: 'https://cognee' }, []],
    [{ ...cognee, COGNEE_URL: 'http://localhost:8000' }, []],
    [{ COGNEE_URL: 'http://cognee:8000' }, []],
    [{ ...postgres, MEMORY_URL: 'postgres://u:p@db.example/crm' }, ['warning PostgreSQL']],
    [{ ...postgres, MEMORY_URL: 'postgres://u:p@db.example/crm?sslmode=verify-full' }, []],
    [{ ...postgres, MEMORY_URL: 'postgres://u:p@localhost/crm' }, []],
  ])('says of %j: %j', (variables, expected) => {
    expect(words(clearTextFindings(readSettings({ ...required, ...variables })))).toEqual(expected);
  });
});

describe('secretFindings', () => {
  it('names secrets that repeat themselves, and none that was drawn at random', () => {
    const found = (variables: object): readonly string[] =>
      words(secretFindings(readSettings({ ...required, ...variables })));

    expect(found({ ADMIN_TOKEN: drawn.slice(0, 32), READ_TOKEN: drawn.slice(20) })).toEqual([]);
    expect(found({ WEBHOOK_SECRET: 'deadbeef'.repeat(8) })).toEqual(['warning WEBHOOK_SECRET']);
    expect(found({ ADMIN_TOKEN: 'password'.repeat(4) })).toEqual(['warning ADMIN_TOKEN']);
  });
});

describe('fileFindings', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'zoho-sync-test-modes-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('names files of the memory that others may read', () => {
    const settings = readSettings({ ...required, MEMORY_PATH: folder });
    const file = join(folder, 'memory-2.db');
    writeFileSync(file, '', { mode: 0o600 });

    expect(words(fileFindings(settings))).toEqual(['ok only']);

    chmodSync(file, 0o640);
    chmodSync(folder, 0o755);
    expect(fileFindings(settings)).toMatchObject([
      {
        status: 'warning',
        message: expect.stringContaining('755'),
        remedy: `\`chmod 700 ${folder}\``,
      },
      {
        status: 'warning',
        message: expect.stringContaining('640'),
        remedy: `\`chmod 600 ${file}\``,
      },
    ]);
  });

  it('names the key that is shown to Redis', () => {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    for (const file of [key, certificate]) writeFileSync(file, 'PEM', { mode: 0o644 });
    const tls = { REDIS_TLS_CERT: certificate, REDIS_TLS_KEY: key };
    const redis = { REDIS_URL: 'rediss://redis' };

    expect(fileFindings(readSettings({ ...required, ...redis, ...tls }))).toMatchObject([
      { status: 'warning', remedy: `\`chmod 600 ${key}\`` },
    ]);
  });
});

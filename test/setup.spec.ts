import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../demo/embedded-redis.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { eventually } from './support/eventually.js';
import { testEnvironment } from './support/test-settings.js';

const program = join(import.meta.dirname, '../dist/src/cli/main.js');
const redisUrl = testEnvironment()['REDIS_URL'] ?? '';
const baseUrl = 'http://127.0.0.1:9';

function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

describe('zoho-sync setup', () => {
  let simulator: ZohoSimulator;
  let folder: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    simulator = await ZohoSimulator.start({ company: 'empty' });
  });

  afterAll(async () => {
    await simulator.close();
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-setup-'));
    environment = {
      PATH: process.env['PATH'] ?? '',
      REDIS_PREFIX: testEnvironment()['REDIS_PREFIX'] ?? '',
      ZOHO_ACCOUNTS_URL: simulator.url,
      ZOHO_API_URL: simulator.url,
    };
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const settings = async (): Promise<Record<string, string>> => {
    const text = await readFile(join(folder, '.env'), 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/, 2) as [string, string]));
  };
  const run = async (...args: readonly string[]) => {
    const child = spawn(process.execPath, [program, 'setup', ...args], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, stdout, stderr };
  };
  const grantCode = async (): Promise<string> => {
    const answer = await fetch(`${simulator.url}/_sim/tokens/grant-code`, { method: 'POST' });
    return ((await answer.json()) as { code: string }).code;
  };
  const clientId = '1000.SIMULATEDCLIENT';

  it('names all that is missing where nobody can be asked, and writes nothing', async () => {
    const { code, stderr } = await run();

    expect(code).toBe(2);
    for (const option of ['--client-id', '--client-secret', '--base-url', '--code']) {
      expect(stderr).toContain(option);
    }
    expect(stderr).toContain('--without-zoho');
    expect(await settings()).toEqual({});
  });

  it('writes what a service without Zoho needs, for its owner alone, and keeps it', async () => {
    const first = await run('--without-zoho', '--redis-url', redisUrl, '--json');
    const written = await settings();
    const again = await run('--without-zoho', '--json');

    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ ok: true, channels: null });
    expect(written).toMatchObject({ REDIS_URL: redisUrl, MEMORY_SINK: 'local' });
    expect(written['WEBHOOK_SECRET']).toMatch(/^[0-9a-f]{64}$/);
    expect(written['ADMIN_TOKEN']).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, written: [] });
    expect(await settings()).toEqual(written);
  });

  it('says what failed, and goes on from there', async () => {
    const nobody = `redis://127.0.0.1:${await freePort()}`;
    const failed = await run('--without-zoho', '--redis-url', nobody);
    const { WEBHOOK_SECRET: secret } = await settings();
    const mended = await run('--without-zoho', '--redis-url', redisUrl);

    expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining('failure  Redis') });
    expect(mended.code).toBe(0);
    expect(await settings()).toMatchObject({ REDIS_URL: redisUrl, WEBHOOK_SECRET: secret });
  });

  it('exchanges the code, tests the credentials, and makes the channels', async () => {
    environment['ZOHO_CLIENT_SECRET'] = 'simulated-client-secret';
    const given = ['--client-id', clientId, '--base-url', baseUrl, '--redis-url', redisUrl];
    const refused = await run(...given, '--code', '1000.wrong');
    const { code, stdout, stderr } = await run('--code', await grantCode());

    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('invalid_code') });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Deals +\d+ +registered/m);
    const written = await settings();
    expect(written).toMatchObject({ ZOHO_CLIENT_ID: clientId, WEBHOOK_BASE_URL: baseUrl });
    for (const name of ['ZOHO_CLIENT_SECRET', 'ZOHO_REFRESH_TOKEN', 'WEBHOOK_SECRET']) {
      expect(written[name]).toBeTruthy();
      expect(stdout + refused.stdout + refused.stderr).not.toContain(written[name]);
    }
  });

  it('refuses a value that a setting can not have', async () => {
    const wrong = await run('--without-zoho', '--memory', 'paper', '--redis-url', redisUrl);

    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('MEMORY_SINK must be'),
    });
  });

  const atATerminal = hasScript() ? it : it.skip;
  atATerminal('asks a person, again what is wrong, and shows no secret', async () => {
    const name = hasScript() ? 'script' : '';
    const nobody = `redis://127.0.0.1:${await freePort()}`;
    await writeFile(join(folder, '.env'), '');
    const command = `stty cols 160; ${process.execPath} ${program} setup; echo ended $?`;
    const child = spawn(name, ['-qc', command, '/dev/null'], { cwd: folder, env: environment });
    let shown = '';
    child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    const code = await grantCode();
    let seen = 0;
    const answer = async (question: string, text: string): Promise<void> => {
      await eventually(() => {
        expect(shown.slice(seen)).toContain(question);
        return Promise.resolve();
      });
      seen = shown.length;
      child.stdin.write(`${text}\r`);
    };
    await answer('Connect it with Zoho', '');
    await answer('Address of Redis', nobody);
    await answer('Data centre', 'mars');
    await answer('must be one of', 'us');
    await answer('Client ID', clientId);
    await answer('Client Secret', 'simulated-client-secret');
    await answer('Public https address', baseUrl);
    await answer('Memory (local', '');
    await answer('Code generated', '1000.wrong');
    await answer('invalid_code', code);
    await answer('Redis does not answer', redisUrl);
    await eventually(() => {
      expect(shown).toContain('ended 0');
      return Promise.resolve();
    });

    expect(shown).not.toContain('simulated-client-secret');
    expect(shown).not.toContain(code);
    expect(await settings()).toMatchObject({ REDIS_URL: redisUrl, ZOHO_DATA_CENTER: 'us' });
  });
});

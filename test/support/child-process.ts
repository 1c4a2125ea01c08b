import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

import { expect } from '@jest/globals';

import { freePort } from '../../demo/embedded-redis.js';
import { eventually } from './eventually.js';
import { testEnvironment } from './test-settings.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** A process that has ended. `code` is null for one that was killed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A built program as a process of its own: the specs run what a deployment runs. */
export class TestProcess {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;

  /** `url` is where it listens, if it does. */
  constructor(
    program: 'main.js' | 'cli/main.js',
    args: readonly string[],
    environment: Variables,
    readonly url = '',
  ) {
    const path = fileURLToPath(new URL(`../../dist/src/${program}`, import.meta.url));
    const child = spawn(process.execPath, ['--enable-source-maps', path, ...args], {
      // In a folder without a `.env`, and with nothing of the environment but what is given here.
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.#child = child;
    this.#ended = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  /** Resolves when it has ended, by itself or otherwise. */
  get ended(): Promise<Ended> {
    return this.#ended;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Reads no more of what it prints: it meets a closed pipe. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }

  /** Ends it, however it is. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.kill('SIGKILL');
    await this.#ended;
  }

  /** HTTP status of a GET; undefined without an answer. */
  async status(path: string): Promise<number | undefined> {
    const response = await fetch(this.url + path).catch(() => undefined);
    await response?.arrayBuffer();
    return response?.status;
  }

  async untilReady(): Promise<this> {
    await eventually(async () => {
      expect(await this.status('/health/ready')).toBe(200);
    });
    return this;
  }
}

/** The service in a process of its own, on a port of its own; not yet ready. */
export async function startProcess(variables: Variables = {}): Promise<TestProcess> {
  const port = variables['PORT'] ?? String(await freePort());
  const environment = testEnvironment({ ...variables, PORT: port });
  return new TestProcess('main.js', [], environment, `http://127.0.0.1:${port}`);
}

/** A command of `zoho-sync`, run to its end. */
export function runCli(args: readonly string[], variables: Variables = {}): Promise<Ended> {
  return new TestProcess('cli/main.js', args, variables).ended;
}

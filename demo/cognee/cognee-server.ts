import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { freePort } from '../embedded-redis.js';
import { embeddingDimensions } from './model-answers.js';
import { type ModelStub, startModelStub } from './model-stub.js';
import { type CogneeInstallation } from './python.js';

type Installed = Extract<CogneeInstallation, { status: 'installed' }>;

const startsWithinMs = 120_000;

/** A real Cognee on loopback, with its stores in a temporary folder and the model stub for models. */
export class CogneeServer {
  readonly email = 'sync@example.com';
  readonly password = randomBytes(12).toString('hex');
  #child: ChildProcess | undefined;

  private constructor(
    private readonly installed: Installed,
    readonly models: ModelStub,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Resolves once it takes calls; about ten seconds. @throws with the end of its log where it doesn't start */
  static async start(installed: Installed): Promise<CogneeServer> {
    const folder = await mkdtemp(join(tmpdir(), 'zoho-sync-cognee-'));
    const server = new CogneeServer(installed, await startModelStub(), folder, await freePort());
    try {
      await server.restart();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get logFile(): string {
    return join(this.folder, 'server.log');
  }

  /** The settings that lead to it. */
  get environment(): Readonly<Record<string, string>> {
    return {
      MEMORY_SINK: 'cognee',
      COGNEE_URL: this.url,
      COGNEE_EMAIL: this.email,
      COGNEE_PASSWORD: this.password,
    };
  }

  /** A key as a user makes one for a service. */
  async makeApiKey(): Promise<string> {
    const form = new URLSearchParams({ username: this.email, password: this.password });
    const login = await this.#call('/api/v1/auth/login', { body: form });
    const { key } = await this.#call('/api/v1/auth/api-keys', {
      body: JSON.stringify({ name: `test-${Date.now()}` }),
      headers: {
        Authorization: `Bearer ${login['access_token'] ?? ''}`,
        'Content-Type': 'application/json',
      },
    });
    return key ?? '';
  }

  /** Gone at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Starts it with what its folder holds, after `kill` too. */
  async restart(): Promise<void> {
    await this.kill();
    const log = openSync(this.logFile, 'a');
    await mkdir(join(this.folder, 'home'), { recursive: true });
    const child = spawn(this.installed.python, ['-m', 'cognee.api.client'], {
      cwd: this.folder,
      env: this.#variables(),
      stdio: ['ignore', log, log],
    });
    this.#child = child;
    const deadline = Date.now() + startsWithinMs;
    for (;;) {
      if (await answers(`${this.url}/health`)) return;
      if (child.exitCode !== null || Date.now() > deadline) break;
      await delay(200);
    }
    const text = await readFile(this.logFile, 'utf8');
    throw new Error(`Cognee did not start; the end of its log:\n${text.slice(-2000)}`);
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.models.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  #variables(): Record<string, string> {
    const { models, folder } = this;
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: join(folder, 'home'),
      HTTP_API_HOST: '127.0.0.1',
      HTTP_API_PORT: String(this.port),
      SYSTEM_ROOT_DIRECTORY: join(folder, 'system'),
      DATA_ROOT_DIRECTORY: join(folder, 'data'),
      COGNEE_LOGS_DIR: join(folder, 'logs'),
      DEFAULT_USER_EMAIL: this.email,
      DEFAULT_USER_PASSWORD: this.password,
      FASTAPI_USERS_JWT_SECRET: `${this.password}${this.password}`,
      TIKTOKEN_CACHE_DIR: this.installed.tokenizers,
      TELEMETRY_DISABLED: '1',
      COGNEE_SKIP_CONNECTION_TEST: 'true',
      LLM_API_KEY: 'stub',
      LLM_PROVIDER: 'openai',
      LLM_MODEL: 'openai/gpt-4o-mini',
      LLM_ENDPOINT: models.url,
      EMBEDDING_API_KEY: 'stub',
      EMBEDDING_PROVIDER: 'openai',
      EMBEDDING_MODEL: 'openai/text-embedding-3-small',
      EMBEDDING_ENDPOINT: models.url,
      EMBEDDING_DIMENSIONS: String(embeddingDimensions),
    };
  }

  async #call(path: string, init: RequestInit): Promise<Partial<Record<string, string>>> {
    const response = await fetch(this.url + path, { method: 'POST', ...init });
    if (!response.ok) throw new Error(`Cognee answered ${response.status} at ${path}`);
    return (await response.json()) as Partial<Record<string, string>>;
  }
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok === true;
}

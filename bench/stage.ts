import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { Redis } from 'ioredis';

import { type EmbeddedRedis, freePort, startEmbeddedRedis } from '../demo/embedded-redis.js';
import { type ApiModule } from '../src/crm/modules.js';
import { LocalSink } from '../src/memory/local/local-sink.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { FakeCognee } from '../test/support/cognee/fake-cognee.js';
import { type CliCommand, runCliCommand } from './cli-command.js';
import { send, type SignedBody, signedBody } from './load.js';
import { type Environment, Program } from './program.js';

const idsPerDelivery = 100;

/** A simulated organisation, a Redis and a memory, for the service to run on. */
export class Stage {
  readonly #programs: Program[] = [];
  /** Opened late: the service makes the file. */
  #memory: LocalSink | undefined;

  private constructor(
    readonly simulator: ZohoSimulator,
    private readonly cognee: FakeCognee | undefined,
    private readonly redis: EmbeddedRedis,
    private readonly environment: Environment,
  ) {}

  /**
   * How long each answer of Zoho takes, and of the memory: a Cognee over HTTP where that is given, else the local memory,
   * which takes the time it takes. `company`: how many accounts the organisation has, with all around them.
   */
  static async set(
    zohoMs: number,
    memoryMs?: number,
    company: number | 'empty' = 'empty',
  ): Promise<Stage> {
    const [redis, folder, port] = await Promise.all([
      startEmbeddedRedis(),
      mkdtemp(join(tmpdir(), 'zoho-sync-bench-')),
      freePort(),
    ]);
    const simulator = await ZohoSimulator.start({ company, latencyMs: zohoMs });
    const cognee = memoryMs === undefined ? undefined : await new FakeCognee().start();
    cognee?.fail({ times: Infinity, holdMs: memoryMs ?? 0 });
    const { clientId, clientSecret, refreshToken } = simulator.credentials;
    return new Stage(simulator, cognee, redis, {
      REDIS_URL: redis.url,
      WEBHOOK_SECRET: randomBytes(32).toString('hex'),
      WEBHOOK_DEBOUNCE: '0',
      WEBHOOK_MAX_QUEUE_SIZE: '1000000',
      ZOHO_ACCOUNTS_URL: simulator.url,
      ZOHO_API_URL: simulator.url,
      ZOHO_CLIENT_ID: clientId,
      ZOHO_CLIENT_SECRET: clientSecret,
      ZOHO_REFRESH_TOKEN: refreshToken,
      MEMORY_PATH: join(folder, 'memory'),
      ...cogneeSettings(cognee),
      SYNC_MODIFIED_EVERY: 'off',
      SYNC_FULL_AT: 'off',
      BENCH_PORT: String(port),
    });
  }

  /** `registersChannels`: on a port that is known before, to which Zoho is told to send its notifications. */
  async start(role: 'web' | 'worker' | 'all', changes: Environment = {}): Promise<Program> {
    const program = await Program.start('service', {
      ...this.environment,
      ...changes,
      ROLE: role,
    });
    this.#programs.push(program);
    return program;
  }

  /** A command of `zoho-sync` on the same installation, to its end. @throws where it doesn't exit with 0 */
  run(...args: readonly string[]): Promise<CliCommand> {
    return runCliCommand(args, this.environment);
  }

  /** Settings by which Zoho tells of changes to a service that `start` starts with them. */
  channelSettings(): Environment {
    const port = this.environment['BENCH_PORT'] ?? '';
    return { PORT: port, WEBHOOK_BASE_URL: `http://127.0.0.1:${port}` };
  }

  get memory(): LocalSink {
    this.#memory ??= new LocalSink(this.environment['MEMORY_PATH'] ?? '');
    return this.#memory;
  }

  /** Records that nobody is told of. Their ids. */
  create(module: ApiModule, count: number): readonly string[] {
    return Array.from({ length: count }, (_, index) => {
      const fields = { Last_Name: `Person ${index}`, Email: `person-${index}@example.com` };
      return this.simulator.createRecord(module, fields, { silent: true }).id;
    });
  }

  /** A delivery that tells of an update of these records. */
  signed(module: ApiModule, ids: readonly string[]): SignedBody {
    const body = { operation: 'update', module, data: ids.map((id) => ({ id })) };
    return signedBody(body, this.environment['WEBHOOK_SECRET'] ?? '');
  }

  /** Delivers that these records were updated, a hundred at a time. @throws where that isn't accepted */
  async tell({ url }: Program, module: ApiModule, ids: readonly string[]): Promise<void> {
    const parts = Math.ceil(ids.length / idsPerDelivery);
    const bodies = Array.from({ length: parts }, (_, part) =>
      this.signed(module, ids.slice(part * idsPerDelivery, (part + 1) * idsPerDelivery)),
    );
    // One connection: with several, one of them may be given a body that it has no time to send.
    await send(url, bodies, { connections: 1, amount: parts });
  }

  /** Resolves once memory holds this many documents. */
  async untilRemembered(count: number): Promise<void> {
    while ((await this.remembered()) < count) await delay(10);
  }

  /** How many documents memory holds. */
  async remembered(): Promise<number> {
    if (this.cognee === undefined) return this.memory.count();
    const datasets = [...this.cognee.datasets.values()];
    return datasets.reduce((sum, { rows }) => sum + rows.size, 0);
  }

  /** Resolves once nothing waits or runs in the queues. */
  async untilQuiet({ url }: Program): Promise<void> {
    for (let quietLooks = 0; quietLooks < 3;) {
      await delay(50);
      const answer = await fetch(`${url}/webhooks/metrics`);
      const { modules } = (await answer.json()) as {
        readonly modules: Readonly<Record<string, Readonly<Record<string, number>>>>;
      };
      const busy = Object.values(modules).some(
        ({ waiting = 0, active = 0, delayed = 0 }) => waiting + active + delayed > 0,
      );
      quietLooks = busy ? 0 : quietLooks + 1;
    }
  }

  /** What Redis says of itself: its `INFO`, a value per name. */
  async redisInfo(): Promise<ReadonlyMap<string, string>> {
    const client = new Redis(this.redis.url);
    const lines = (await client.info()).split('\r\n').map((line) => line.split(':'));
    const keys = await client.dbsize();
    client.disconnect();
    const named = lines.map(([name = '', value = '']) => [name, value] as const);
    return new Map([...named, ['keys', String(keys)]]);
  }

  /** A token by which the simulated API answers. */
  async accessToken(): Promise<string> {
    const { clientId, clientSecret, refreshToken } = this.simulator.credentials;
    const answer = await fetch(`${this.simulator.url}/oauth/v2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: clientId,
        client_secret: clientSecret,
        refresh_token: refreshToken,
      }),
    });
    return ((await answer.json()) as { readonly access_token: string }).access_token;
  }

  /** Reads of records by Zoho's API, and the records they asked for. */
  reads(): { readonly calls: number; readonly records: number } {
    const reads = this.simulator.requests.filter(
      ({ method, path }) => method === 'GET' && /^\/crm\/v8\/[A-Z]/.test(path),
    );
    return {
      calls: reads.length,
      records: reads.reduce((sum, { ids }) => sum + Math.max(1, ids), 0),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop()));
    await this.#memory?.close();
    await Promise.all([this.simulator.close(), this.cognee?.stop(), this.redis.stop()]);
    const folder = dirname(this.environment['MEMORY_PATH'] ?? '');
    await rm(folder, { recursive: true, force: true });
  }
}

function cogneeSettings(cognee: FakeCognee | undefined): Environment {
  if (cognee === undefined) return {};
  return { MEMORY_SINK: 'cognee', COGNEE_URL: cognee.url, COGNEE_API_KEY: cognee.apiKey };
}

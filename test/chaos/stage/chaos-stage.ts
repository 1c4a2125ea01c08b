import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SeededRandom } from '../../../simulator/seeded-random.js';
import { ZohoSimulator } from '../../../simulator/zoho-simulator.js';
import { Sender } from '../load/sender.js';
import { Sequence } from '../load/sequence.js';
import { Truth } from '../load/truth.js';
import { Workload } from '../load/workload.js';
import { type Scale } from '../scale.js';
import { readToken } from './observation.js';
import { RecordingMemory } from './recording-memory.js';
import { RedisUnderTest } from './redis-under-test.js';
import { type StageSetting } from './setting.js';
import { type Environment, type Role, SupervisedProcess } from './supervised-process.js';

export interface StageOptions {
  readonly setting: StageSetting;
  readonly seed: number;
  readonly scale: Scale;
  /** Every process runs this broken build. */
  readonly mutant?: string;
}

const processesPerRole = { web: 2, worker: 2 } as const;

/** A whole installation, with the CRM before it and the memory behind it, for one cell. */
export class ChaosStage {
  readonly #notes: string[] = [];
  readonly #processes: SupervisedProcess[] = [];
  readonly random: SeededRandom;
  readonly truth: Truth;
  readonly workload: Workload;
  #sender: Sender | undefined;

  private constructor(
    readonly options: StageOptions,
    readonly folder: string,
    readonly parts: {
      readonly redis: RedisUnderTest;
      readonly simulator: ZohoSimulator;
      readonly memory: RecordingMemory;
      readonly sequence: Sequence;
    },
  ) {
    const { seed } = options;
    // Each has a sequence of its own: what one draws doesn't change what the others do.
    this.random = new SeededRandom(seed);
    this.truth = new Truth(parts.simulator, new SeededRandom(seed + 1), parts.sequence);
    this.workload = new Workload(this.truth, new SeededRandom(seed + 2), (changes) => {
      this.sender.deliver(changes);
    });
  }

  /** Everything is up and ready when it resolves. */
  static async set(options: StageOptions): Promise<ChaosStage> {
    const { setting, seed } = options;
    const sequence = new Sequence();
    const folder = await mkdtemp(join(tmpdir(), `zoho-sync-chaos-${setting.name}-`));
    const redis = await RedisUnderTest.start(setting.redis ?? []);
    const simulator = await ZohoSimulator.start({
      company: 'empty',
      seed,
      latencyMs: setting.zohoLatencyMs ?? 20,
    });
    const memory = await RecordingMemory.start(sequence);
    const stage = new ChaosStage(options, folder, { redis, simulator, memory, sequence });
    await stage.#startProcesses().catch(async (error: unknown) => {
      await stage.close();
      throw error;
    });
    return stage;
  }

  get scale(): Scale {
    return this.options.scale;
  }

  get redis(): RedisUnderTest {
    return this.parts.redis;
  }

  get simulator(): ZohoSimulator {
    return this.parts.simulator;
  }

  get memory(): RecordingMemory {
    return this.parts.memory;
  }

  get sender(): Sender {
    if (this.#sender === undefined) throw new Error('The stage is not set yet.');
    return this.#sender;
  }

  of(role: Role): readonly SupervisedProcess[] {
    return this.#processes.filter((each) => each.role === role);
  }

  get processes(): readonly SupervisedProcess[] {
    return this.#processes;
  }

  /** Writes down that something was done. */
  note(what: string): void {
    this.#notes.push(what);
  }

  /** All that was done to the installation. */
  get events(): readonly string[] {
    return [...this.#notes, ...this.#processes.flatMap(({ events }) => events)];
  }

  async close(): Promise<void> {
    this.workload.stop();
    await this.#sender?.stop();
    await Promise.all(this.#processes.map((each) => each.stop()));
    await Promise.all([this.simulator.close(), this.memory.server.stop(), this.redis.stop()]);
  }

  /** Without the logs of the processes, which a failed cell keeps. */
  async removeLogs(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #startProcesses(): Promise<void> {
    const secret = randomBytes(32).toString('hex');
    const environment = this.#environment(secret);
    const { setting } = this.options;
    const breaks = setting.breaks?.(this.random) ?? {};
    const counts: Readonly<Record<Role, number>> = {
      ...processesPerRole,
      scheduler: setting.sweeps === true ? 1 : 0,
    };
    for (const role of ['web', 'worker', 'scheduler'] as const) {
      for (let at = 0; at < counts[role]; at += 1) {
        const logFile = join(this.folder, `${role}-${at + 1}.log`);
        const always = this.#flawsOf(role);
        const plan = { role, environment, logFile, always, breaks: breaks[role]?.[at] ?? [] };
        this.#processes.push(
          await SupervisedProcess.start(plan, (frozen) => {
            setTimeout(() => {
              frozen.thaw();
            }, this.scale.freezeMs);
          }),
        );
      }
    }
    await Promise.all(this.#processes.map((each) => each.untilReady()));
    const urls = this.of('web').map(({ url }) => url);
    const random = new SeededRandom(this.options.seed + 3);
    this.#sender = new Sender(urls, secret, setting.sender ?? {}, random);
  }

  #flawsOf(role: Role): { readonly mutant?: string; readonly clockAheadMs?: number } {
    const { setting, mutant } = this.options;
    const clockAheadMs = setting.clockAheadMs?.[role];
    return {
      ...(mutant === undefined ? {} : { mutant }),
      ...(clockAheadMs === undefined ? {} : { clockAheadMs }),
    };
  }

  #environment(secret: string): Environment {
    const { credentials, url } = this.simulator;
    return {
      HOST: '127.0.0.1',
      REDIS_URL: this.redis.url,
      WEBHOOK_SECRET: secret,
      READ_TOKEN: readToken,
      WEBHOOK_DEBOUNCE: '0.2',
      WEBHOOK_MAX_RETRIES: '12',
      WEBHOOK_RETRY_DELAY_BASE: '0.2',
      ZOHO_ACCOUNTS_URL: url,
      ZOHO_API_URL: url,
      ZOHO_CLIENT_ID: credentials.clientId,
      ZOHO_CLIENT_SECRET: credentials.clientSecret,
      ZOHO_REFRESH_TOKEN: credentials.refreshToken,
      ZOHO_TIMEOUT: '3',
      MEMORY_SINK: 'cognee',
      COGNEE_URL: this.memory.server.url,
      COGNEE_API_KEY: this.memory.server.apiKey,
      COGNEE_COGNIFY_DELAY: '0.2',
      SYNC_MODIFIED_EVERY: 'off',
      SYNC_FULL_AT: 'off',
      ...this.options.setting.settings,
    };
  }
}

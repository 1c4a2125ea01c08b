import { type INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';

import { type SimulatorOptions } from '../../simulator/options.js';
import { ZohoSimulator } from '../../simulator/zoho-simulator.js';
import { globalModules } from '../../src/global-modules.js';
import { type ApiModule } from '../../src/crm/modules.js';
import { GapStore } from '../../src/gaps/gap-store.js';
import { PolledModules } from '../../src/gaps/polled-modules.js';
import { LastDeliveries } from '../../src/installation/last-deliveries.js';
import { Processes } from '../../src/installation/processes.js';
import { Clock } from '../../src/kernel/clock.js';
import { RedisConnections } from '../../src/redis/redis-connections.js';
import { ChannelRegister } from '../../src/registration/channel-register.js';
import { ChannelReport } from '../../src/registration/channel-report.js';
import { type ChannelRow } from '../../src/registration/channel-row.js';
import { ChannelKeeper, type KeepOptions } from '../../src/registration/keeping/channel-keeper.js';
import { ChannelUpkeep } from '../../src/registration/keeping/channel-upkeep.js';
import { RegistrationModule } from '../../src/registration/registration.module.js';
import { zohoEnvironment } from './synced-crm.js';
import { testSettings } from './test-settings.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** A clock that moves only when it is told to; the simulated organisation has another one beside it. */
export class VirtualClock extends Clock {
  #nowMs = Date.parse('2026-03-01T09:00:00Z');

  override now(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

/** One process of an installation that keeps channels, without its server and its schedule. */
export class ChannelProcess {
  #stopped: Promise<void> | undefined;

  private constructor(
    private readonly app: INestApplicationContext,
    readonly redis: RedisConnections,
  ) {}

  static async start(variables: Variables, clock: Clock): Promise<ChannelProcess> {
    const settings = testSettings(variables);
    const redis = new RedisConnections(settings);
    await redis.failFastReady();
    const imports = [...globalModules(settings, redis), RegistrationModule];
    const module = await Test.createTestingModule({ imports })
      .overrideProvider(Clock)
      .useValue(clock)
      .compile();
    module.useLogger(false);
    return new ChannelProcess(await module.init(), redis);
  }

  /** One tick of its schedule. */
  tick(): ReturnType<ChannelUpkeep['run']> {
    return this.app.get(ChannelUpkeep).run();
  }

  keep(options?: KeepOptions): ReturnType<ChannelKeeper['keep']> {
    return this.app.get(ChannelKeeper).keep(options);
  }

  /** What a run did, as `Deals created`; what was left alone isn't in it. */
  async kept(options?: KeepOptions): Promise<readonly string[]> {
    const kept = await this.keep(options);
    return kept
      .filter(({ step }) => step.action !== 'leave')
      .map(({ step, outcome }) => {
        const done = outcome.status === 'refused' ? `refused ${outcome.code}` : 'done';
        return `${step.action} ${step.api} ${done}`;
      });
  }

  async statuses(): Promise<Readonly<Record<string, string>>> {
    const rows: readonly ChannelRow[] = await this.report.present();
    return Object.fromEntries(rows.map(({ api, status }) => [api, status]));
  }

  get keeper(): ChannelKeeper {
    return this.app.get(ChannelKeeper);
  }

  get report(): ChannelReport {
    return this.app.get(ChannelReport);
  }

  get register(): ChannelRegister {
    return this.app.get(ChannelRegister);
  }

  get gaps(): GapStore {
    return this.app.get(GapStore, { strict: false });
  }

  get heard(): LastDeliveries {
    return this.app.get(LastDeliveries, { strict: false });
  }

  get polled(): PolledModules {
    return this.app.get(PolledModules, { strict: false });
  }

  get processes(): Processes {
    return this.app.get(Processes, { strict: false });
  }

  /** Safe to repeat. */
  stop(): Promise<void> {
    this.#stopped ??= this.app.close();
    return this.#stopped;
  }
}

/** A simulated organisation and an installation that watches it, both on a clock of the test's. */
export class ChannelInstallation {
  readonly #processes: ChannelProcess[] = [];
  readonly #environment: Variables;

  private constructor(
    readonly clock: VirtualClock,
    readonly simulator: ZohoSimulator,
    variables: Variables,
  ) {
    this.#environment = {
      ...testSettingsOnce(),
      ...zohoEnvironment(simulator),
      WEBHOOK_BASE_URL: 'https://hooks.example.com',
      ...variables,
    };
  }

  static async start(
    variables: Variables = {},
    options: SimulatorOptions = {},
  ): Promise<ChannelInstallation> {
    const clock = new VirtualClock();
    const simulator = await ZohoSimulator.start({
      company: 'empty',
      now: () => clock.now(),
      ...options,
    });
    return new ChannelInstallation(clock, simulator, variables);
  }

  /** One more process of the installation; `changes` are what its settings differ in. */
  async process(changes: Variables = {}): Promise<ChannelProcess> {
    const process = await ChannelProcess.start({ ...this.#environment, ...changes }, this.clock);
    this.#processes.push(process);
    return process;
  }

  /** The API modules of which Zoho tells us now. */
  watched(address = 'https://hooks.example.com'): readonly string[] {
    return this.simulator
      .channels()
      .filter(({ notifyUrl }) => notifyUrl === `${address}/webhooks/zoho`)
      .flatMap(({ events }) => events.map((event) => event.split('.')[0] ?? ''))
      .filter((api, index, all) => all.indexOf(api) === index)
      .sort();
  }

  /** How often Zoho was asked by this method about channels since the last reset. */
  calls(method: string): number {
    return this.simulator.requests.filter(
      (request) => request.path.endsWith('/actions/watch') && request.method === method,
    ).length;
  }

  channelOf(api: ApiModule): { readonly id: string; readonly expiresAtMs: number } | undefined {
    return this.simulator.channels().find(({ events }) => events.includes(`${api}.edit`));
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop()));
    await this.simulator.close();
  }
}

/** A prefix and a secret that all processes of one installation have in common. */
function testSettingsOnce(): Variables {
  return { REDIS_PREFIX: `test-${Math.random().toString(36).slice(2)}` };
}

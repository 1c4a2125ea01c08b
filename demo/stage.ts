import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type MemorySink } from '../src/memory/memory-sink.js';
import { everyScope, metadataScopes } from '../simulator/scopes.js';
import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { type EmbeddedRedis, freePort, portTrouble, startEmbeddedRedis } from './embedded-redis.js';
import { type Environment, ServiceProcess, untilReady } from './service-process.js';
import { type MemoryKind, type MemoryPlace, openMemory, placeMemory } from './stage-memory.js';

/** Small enough to be in memory soon. */
const organisation = { company: 20, scopes: [...everyScope, ...metadataScopes] };

/** Everything the demo runs on, up and ready. */
export interface Stage {
  readonly redis: EmbeddedRedis;
  readonly simulator: ZohoSimulator;
  readonly memory: MemorySink;
  readonly place: MemoryPlace;
  readonly web: ServiceProcess;
  readonly worker: ServiceProcess;
  /** Where the service takes deliveries. */
  readonly url: string;
  readonly logFile: string;
  /** Where there is room for more files. */
  readonly folder: string;
  /** What the service's processes were started with; a command started with it sees the same service. */
  readonly environment: Environment;
  /** Who does what is due: renews channels, sweeps, tries again what an outage left. Ready when it resolves. */
  startScheduler(): Promise<void>;
  close(): Promise<void>;
}

const startsWithinMs = 60_000;
const defaultPort = 8000;

/** The port asked for; without one 8000, or any free one while 8000 is taken. @throws where the one asked for can't be had */
async function portFrom(asked: string | undefined): Promise<number> {
  if (asked === undefined || asked === '') {
    return (await portTrouble(defaultPort)) === undefined ? defaultPort : freePort();
  }
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT is ${asked}: it must be a port, 1 to 65535.`);
  }
  const trouble = await portTrouble(port);
  if (trouble === undefined) return port;
  const why = trouble === 'EADDRINUSE' ? 'is taken' : `can't be had (${trouble})`;
  throw new Error(
    `Port ${port} ${why}. Without PORT the demo takes a free one; PORT=${await freePort()} is free now.`,
  );
}

function environmentOf(
  redis: EmbeddedRedis,
  simulator: ZohoSimulator,
  place: MemoryPlace,
  url: string,
): Environment {
  const { clientId, clientSecret, refreshToken } = simulator.credentials;
  return {
    REDIS_URL: redis.url,
    WEBHOOK_SECRET: randomBytes(32).toString('hex'),
    ADMIN_TOKEN: randomBytes(32).toString('hex'),
    WEBHOOK_BASE_URL: url,
    WEBHOOK_DEBOUNCE: process.env['WEBHOOK_DEBOUNCE'] ?? '0.2',
    ZOHO_ACCOUNTS_URL: simulator.url,
    ZOHO_API_URL: simulator.url,
    ZOHO_CLIENT_ID: clientId,
    ZOHO_CLIENT_SECRET: clientSecret,
    ZOHO_REFRESH_TOKEN: refreshToken,
    ...place.environment,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
    ...tracing(),
  };
}

/** Where traces are sent, for people who want to see some. */
function tracing(): Environment {
  const given = Object.entries(process.env).filter(([name]) => name.startsWith('OTEL_'));
  return Object.fromEntries(given.map(([name, value]) => [name, value ?? '']));
}

/** Starts a process of the service in a role, at a port of this machine. */
function runner(
  environment: Environment,
  logFile: string,
  onRestart: (died: string, started: string) => void,
): (role: string, port: number) => ServiceProcess {
  return (role, port) =>
    new ServiceProcess(
      { ...environment, ROLE: role, PORT: String(port), HOST: '127.0.0.1' },
      logFile,
      (died, started) => {
        onRestart(`${role} process ${died ?? 0}`, String(started ?? 0));
      },
    );
}

function untilReadyAt(port: number): Promise<void> {
  return untilReady(`http://127.0.0.1:${port}`, startsWithinMs);
}

/** Starts Redis, the simulated organisation, and the service as two processes: one takes deliveries, one works. */
export async function setStage(
  kind: MemoryKind,
  onRestart: (died: string, started: string) => void,
): Promise<Stage> {
  const port = await portFrom(process.env['PORT']);
  const folder = await mkdtemp(join(tmpdir(), 'zoho-sync-demo-'));
  const place = await placeMemory(kind, folder);
  const url = `http://127.0.0.1:${port}`;
  const [redis, simulator] = await Promise.all([
    startEmbeddedRedis(),
    ZohoSimulator.start(organisation),
  ]);
  const environment = environmentOf(redis, simulator, place, url);
  const logFile = join(folder, 'service.log');
  const [workerPort, schedulerPort] = await Promise.all([freePort(), freePort()]);
  const run = runner(environment, logFile, onRestart);
  const web = run('web', port);
  const worker = run('worker', workerPort);
  let scheduler: ServiceProcess | undefined;
  const startScheduler = async (): Promise<void> => {
    scheduler ??= run('scheduler', schedulerPort);
    await untilReadyAt(schedulerPort);
  };
  const { memory, close: closeMemory } = openMemory(environment);
  const close = async (): Promise<void> => {
    await Promise.all([web.stop(), worker.stop(), scheduler?.stop()]);
    await closeMemory();
    await Promise.all([simulator.close(), redis.stop(), place.server?.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all([port, workerPort].map(untilReadyAt));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ redis, simulator, memory, place, web, worker },
    url,
    logFile,
    folder,
    environment,
    startScheduler,
    close,
  };
}

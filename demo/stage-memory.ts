import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { readSettings } from '../src/config/read-settings.js';
import { SystemClock } from '../src/kernel/clock.js';
import { memorySinkFor } from '../src/memory/memory.module.js';
import { type MemorySink } from '../src/memory/memory-sink.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { CogneeServer } from './cognee/cognee-server.js';
import { installCognee } from './cognee/python.js';
import { type Environment } from './service-process.js';

export const memoryKinds = ['local', 'cognee'] as const;
export type MemoryKind = (typeof memoryKinds)[number];

/** Where the demo's memory is, before anybody uses it. */
export interface MemoryPlace {
  /** The settings that lead the service there. */
  readonly environment: Environment;
  /** For people. */
  readonly description: string;
  /** A Cognee that was started for the demo. */
  readonly server: CogneeServer | undefined;
}

/** A folder, the Cognee that `COGNEE_URL` names, or one that is installed and started here. @throws where none can be had */
export async function placeMemory(kind: MemoryKind, folder: string): Promise<MemoryPlace> {
  if (kind === 'local') {
    const environment = { MEMORY_PATH: join(folder, 'memory') };
    return { environment, description: '', server: undefined };
  }
  // A dataset of its own: the demo's company must not meet another one.
  const ours = {
    MEMORY_SINK: 'cognee',
    COGNEE_DATASET: `demo_${randomBytes(4).toString('hex')}`,
    COGNEE_COGNIFY_DELAY: process.env['COGNEE_COGNIFY_DELAY'] ?? '2',
  };
  const url = process.env['COGNEE_URL'];
  if (url !== undefined && url !== '') {
    const environment = { ...given(), ...ours };
    return { environment, description: `Cognee at ${url}`, server: undefined };
  }
  const server = await startCognee();
  const description = `Cognee at ${server.url}; its language model is a stand-in that understands nothing`;
  return { environment: { ...server.environment, ...ours }, description, server };
}

async function startCognee(): Promise<CogneeServer> {
  const installation = await installCognee((line) => {
    console.log(line);
  });
  if (installation.status === 'installed') return CogneeServer.start(installation);
  throw new Error(
    `Cognee can't be had here: ${installation.reason}. COGNEE_URL and COGNEE_API_KEY lead to another one.`,
  );
}

function given(): Environment {
  const names = ['COGNEE_URL', 'COGNEE_API_KEY', 'COGNEE_EMAIL', 'COGNEE_PASSWORD'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The memory that the service writes, for looking at, and how to let go of it. */
export function openMemory(environment: Environment): {
  readonly memory: MemorySink;
  readonly close: () => Promise<void>;
} {
  const settings = readSettings(environment);
  const redis = new RedisConnections(settings);
  const memory = memorySinkFor(settings.memory, redis, new SystemClock());
  const close = async (): Promise<void> => {
    await memory.close();
    redis.onApplicationShutdown();
  };
  return { memory, close };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type EmbeddedRedis, freePort, startEmbeddedRedis } from '../../demo/embedded-redis.js';

/** A Redis for one spec, that can be killed, frozen and started again with what it had on disk. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** `stand-in`: no redis-server on PATH; nothing survives a restart. */
  readonly kind: 'real' | 'stand-in';
  stop(): Promise<void>;
  kill(): void;
  pause(): void;
  resume(): void;
  restart(): Promise<void>;
}

export async function startRedis(extraArguments: readonly string[] = []): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-redis-'));
  const port = await freePort();
  const start = (): Promise<EmbeddedRedis> => startEmbeddedRedis({ port, folder, extraArguments });
  let server = await start();
  return {
    url: server.url,
    port,
    kind: server.kind,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
    kill: () => {
      server.process.kill('SIGKILL');
    },
    pause: () => {
      server.process.kill('SIGSTOP');
    },
    resume: () => {
      server.process.kill('SIGCONT');
    },
    restart: async () => {
      server = await start();
    },
  };
}

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { type EmbeddedRedis, startEmbeddedRedis } from '../../../demo/embedded-redis.js';
import { endWithUs } from './end-with-us.js';
import { ownPort } from './own-port.js';

/** A redis-server of one's own that can be killed, frozen, filled, emptied, and started again with what it kept. */
export class RedisUnderTest {
  readonly client: Redis;

  private constructor(
    private server: EmbeddedRedis,
    private readonly folder: string,
    private readonly serverArguments: readonly string[],
  ) {
    endWithUs(server.process);
    this.client = new Redis(server.url, { maxRetriesPerRequest: null });
    // Without a listener ioredis prints every lost connection.
    this.client.on('error', () => undefined);
  }

  /** @throws where there is no redis-server: the stand-in keeps nothing over a restart */
  static async start(serverArguments: readonly string[]): Promise<RedisUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'zoho-sync-chaos-redis-'));
    const port = await ownPort();
    const server = await startEmbeddedRedis({ port, folder, extraArguments: serverArguments });
    if (server.kind !== 'real') {
      await server.stop();
      throw new Error('The crash matrix needs a redis-server on PATH.');
    }
    return new RedisUnderTest(server, folder, serverArguments);
  }

  get url(): string {
    return this.server.url;
  }

  /** Ends it as a crash does, and starts it with what it has on disk. */
  async crash(): Promise<void> {
    const { process } = this.server;
    process.kill('SIGKILL');
    if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
    this.server = await startEmbeddedRedis({
      port: this.server.port,
      folder: this.folder,
      extraArguments: this.serverArguments,
    });
    endWithUs(this.server.process);
  }

  freeze(): void {
    this.server.process.kill('SIGSTOP');
  }

  thaw(): void {
    this.server.process.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const require = createRequire(import.meta.url);

/**
 * A Redis of one's own on a free loopback port, for the demo and the tests; never for production.
 * `real` is redis-server, with its data in a temporary folder; without it on PATH the stand-in is a Redis written in
 * JavaScript that runs the same commands, keeps nothing on disk and is many times slower.
 */
export interface EmbeddedRedis {
  readonly url: string;
  readonly port: number;
  readonly kind: 'real' | 'stand-in';
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

export interface EmbeddedRedisOptions {
  readonly port?: number;
  /** Where the data lie; a folder given here is kept, a temporary one is removed at the end. */
  readonly folder?: string;
  readonly extraArguments?: readonly string[];
}

export async function startEmbeddedRedis(
  options: EmbeddedRedisOptions = {},
): Promise<EmbeddedRedis> {
  const port = options.port ?? (await freePort());
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'zoho-sync-redis-')));
  const real = await spawned('redis-server', [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    'everysec',
    '--loglevel',
    'warning',
    ...(options.extraArguments ?? []),
  ]);
  const child = real ?? (await standIn(port));
  await answering(child, port);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kind: real === undefined ? 'stand-in' : 'real',
    process: child,
    stop: async () => {
      child.kill('SIGCONT');
      if (child.exitCode === null && child.signalCode === null) {
        const exit = once(child, 'exit');
        child.kill('SIGTERM');
        // A replica that is writing its first append-only file refuses to end, once and for all.
        const asking = setInterval(() => child.kill('SIGTERM'), 500);
        await exit;
        clearInterval(asking);
      }
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A loopback port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port found.');
  return address.port;
}

/** Why no process can listen on a loopback port now, as the system calls it (`EADDRINUSE`); undefined where one can. */
export async function portTrouble(port: number): Promise<string | undefined> {
  const server = createServer();
  const trouble = new Promise<string | undefined>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    server.once('listening', () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
  server.listen(port, '127.0.0.1');
  return trouble;
}

/** The process once it runs; undefined where there is no such program. */
async function spawned(
  command: string,
  argumentList: readonly string[],
): Promise<ChildProcess | undefined> {
  const child = spawn(command, argumentList, { stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.once('spawn', () => {
      resolve(child);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
  });
}

async function standIn(port: number): Promise<ChildProcess> {
  const program = join(dirname(require.resolve('js-redis-server')), 'cli.js');
  const child = await spawned(process.execPath, [program, '--port', String(port)]);
  if (child === undefined) throw new Error('The JavaScript Redis could not be started.');
  return child;
}

async function answering(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    if (await accepts(port)) return;
    await delay(20);
  }
  child.kill('SIGKILL');
  throw new Error(`The embedded Redis did not start on port ${port}.`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('error', () => {
      done(false);
    });
    socket.once('connect', () => {
      socket.write('PING\r\n');
    });
    socket.once('data', () => {
      done(true);
    });
  });
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Redis } from 'ioredis';

import { freePort } from '../../demo/embedded-redis.js';
import { eventually } from './eventually.js';

const run = promisify(execFile);
const masterName = 'crm';
const lastSlot = 16_383;

export const redisWays = ['url', 'host', 'sentinel', 'cluster'] as const;
export type RedisWay = (typeof redisWays)[number];

type Variables = Readonly<Record<string, string>>;

/** A Redis that speaks nothing but TLS, and wants a certificate of its clients. */
export interface TlsRedis {
  /** How a service finds it. */
  readonly address: Variables;
  /** REDIS_TLS_CA, REDIS_TLS_CERT and REDIS_TLS_KEY, without which it isn't spoken to. */
  readonly files: Variables;
  stop(): Promise<void>;
}

/** Found in this way. Needs redis-server with TLS, and openssl. */
export async function startTlsRedis(way: RedisWay): Promise<TlsRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-tls-'));
  await makeCertificates(folder);
  const servers: ChildProcess[] = [];
  const start = async (name: string, port: number, lines: readonly string[]): Promise<void> => {
    const file = join(folder, `${name}.conf`);
    await writeFile(file, [...serverLines(folder, port), ...lines, ''].join('\n'));
    const mode = name === 'sentinel' ? ['--sentinel'] : [];
    servers.push(spawn('redis-server', [file, ...mode], { stdio: 'ignore' }));
    await eventually(() => command(folder, port, ['PING']));
  };
  const [port, otherPort] = await Promise.all([freePort(), freePort()]);
  if (way === 'cluster') {
    const names = ['cluster-announce-ip 127.0.0.1', `cluster-port ${otherPort}`];
    const cluster = ['cluster-enabled yes', 'tls-cluster yes', ...names];
    await start('redis', port, cluster);
    await serveAllSlots(folder, port);
  } else await start('redis', port, []);
  if (way === 'sentinel') {
    const watch = `sentinel monitor ${masterName} 127.0.0.1 ${port} 1`;
    await start('sentinel', otherPort, ['tls-replication yes', watch]);
  }
  return {
    address: addressOf(way, port, otherPort),
    files: {
      REDIS_TLS_CA: join(folder, 'ca.pem'),
      REDIS_TLS_CERT: join(folder, 'client.pem'),
      REDIS_TLS_KEY: join(folder, 'client-key.pem'),
    },
    stop: async () => {
      for (const server of servers) server.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function addressOf(way: RedisWay, port: number, sentinelPort: number): Variables {
  switch (way) {
    case 'url':
      return { REDIS_URL: `rediss://127.0.0.1:${port}` };
    case 'host':
      return { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port) };
    case 'sentinel':
      return {
        REDIS_SENTINELS: `127.0.0.1:${sentinelPort}`,
        REDIS_SENTINEL_NAME: masterName,
      };
    case 'cluster':
      return { REDIS_CLUSTER_NODES: `127.0.0.1:${port}` };
  }
}

/** An authority, and what it signed for the server and for its clients. */
async function makeCertificates(folder: string): Promise<void> {
  const openssl = (...args: readonly string[]): Promise<unknown> =>
    run('openssl', args, { cwd: folder });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const ca = ['-subj', '/CN=Test authority', '-keyout', 'ca-key.pem', '-out', 'ca.pem'];
  await openssl('req', '-x509', '-days', '2', ...newKey, ...ca);
  await writeFile(join(folder, 'names.ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  for (const name of ['server', 'client']) {
    const asked = ['-subj', `/CN=${name}`, '-keyout', `${name}-key.pem`, '-out', `${name}.csr`];
    await openssl('req', ...newKey, ...asked);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-days', '2'];
    const files = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', 'names.ext'];
    await openssl('x509', '-req', ...signed, ...files);
  }
}

function serverLines(folder: string, port: number): readonly string[] {
  return [
    'port 0',
    `tls-port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    'save ""',
    `tls-cert-file ${join(folder, 'server.pem')}`,
    `tls-key-file ${join(folder, 'server-key.pem')}`,
    `tls-ca-cert-file ${join(folder, 'ca.pem')}`,
  ];
}

async function serveAllSlots(folder: string, port: number): Promise<void> {
  await command(folder, port, ['CLUSTER', 'ADDSLOTSRANGE', '0', String(lastSlot)]);
  await eventually(async () => {
    const state = String(await command(folder, port, ['CLUSTER', 'INFO']));
    if (!state.includes('cluster_state:ok')) throw new Error('The cluster does not serve yet');
  });
}

async function command(
  folder: string,
  port: number,
  [name = '', ...rest]: readonly string[],
): Promise<unknown> {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const client = new Redis({
    port,
    tls: { ca: read('ca.pem'), cert: read('client.pem'), key: read('client-key.pem') },
    lazyConnect: true,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(name, ...rest);
  } finally {
    client.disconnect();
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from '@jest/globals';
import { Redis } from 'ioredis';

import { freePort } from '../../demo/embedded-redis.js';
import { eventually } from './eventually.js';
import { startRedis, type TestRedis } from './redis-server.js';

/** A Redis with a replica that takes over by itself once the master is lost. */
export interface ReplicatedRedis {
  /** The settings by which a service finds it. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The one that holds the keys of a service with this prefix, until it is lost. */
  readonly master: TestRedis;
  stop(): Promise<void>;
}

const masterName = 'crm';
/** How long a master may be silent before another one is chosen. */
const lostAfterMs = 1500;

/** A master and a replica, watched by three Sentinels. Needs redis-server. */
export async function startSentinels(): Promise<ReplicatedRedis> {
  const [master, replica] = await Promise.all([startRedis(), startRedis()]);
  await commanded(replica, ['REPLICAOF', '127.0.0.1', String(master.port)]);
  const folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-sentinel-'));
  const sentinels = await Promise.all(
    [1, 2, 3].map((number) => startSentinel(join(folder, `${number}.conf`), master.port)),
  );
  for (const { port } of sentinels) await untilSentinelKnows(port);
  return {
    variables: {
      REDIS_URL: undefined,
      REDIS_SENTINELS: sentinels.map(({ port }) => `127.0.0.1:${port}`).join(','),
      REDIS_SENTINEL_NAME: masterName,
    },
    master,
    stop: async () => {
      for (const { process } of sentinels) process.kill('SIGKILL');
      await Promise.all([master.stop(), replica.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Three masters, and a replica of the one that holds the keys with this prefix. Needs redis-server 7 or later. */
export async function startCluster(prefix: string): Promise<ReplicatedRedis> {
  const nodes = await Promise.all([1, 2, 3, 4].map(startNode));
  const [first, second, third, replica] = nodes as [TestRedis, TestRedis, TestRedis, TestRedis];
  const masters = [first, second, third];
  const slot = Number(await commanded(first, ['CLUSTER', 'KEYSLOT', `{${prefix}}`]));
  // The first master has the slot of the service's keys, whichever that is.
  const ranges = [
    [slot, slot],
    [0, slot - 1],
    [slot + 1, lastSlot],
  ] as const;
  for (const [index, [from, to]] of ranges.entries()) {
    await commanded(masters[index]!, ['CLUSTER', 'ADDSLOTSRANGE', String(from), String(to)]);
  }
  for (const node of nodes.slice(1)) {
    const bus = await commanded(node, ['CONFIG', 'GET', 'cluster-port']);
    await commanded(first, [
      'CLUSTER',
      'MEET',
      '127.0.0.1',
      String(node.port),
      String((bus as string[])[1]),
    ]);
  }
  const firstId = String(await commanded(first, ['CLUSTER', 'MYID']));
  await eventually(async () => {
    expect(await commanded(replica, ['CLUSTER', 'REPLICATE', firstId])).toBe('OK');
  });
  await eventually(async () => {
    for (const node of nodes) {
      expect(await commanded(node, ['CLUSTER', 'INFO'])).toContain('cluster_state:ok');
      expect(await commanded(node, ['CLUSTER', 'NODES'])).toContain('slave');
    }
    expect(await commanded(replica, ['INFO', 'replication'])).toContain('master_link_status:up');
  });
  return {
    variables: {
      REDIS_URL: undefined,
      REDIS_PREFIX: prefix,
      REDIS_CLUSTER_NODES: masters.map(({ port }) => `127.0.0.1:${port}`).join(','),
    },
    master: first,
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

const lastSlot = 16_383;

async function startNode(): Promise<TestRedis> {
  return startRedis([
    ...['--cluster-enabled', 'yes'],
    ...['--cluster-node-timeout', String(lostAfterMs)],
    ...['--cluster-port', String(await freePort())],
  ]);
}

async function startSentinel(
  file: string,
  masterPort: number,
): Promise<{ readonly port: number; readonly process: ChildProcess }> {
  const port = await freePort();
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `sentinel monitor ${masterName} 127.0.0.1 ${masterPort} 2`,
    `sentinel down-after-milliseconds ${masterName} ${lostAfterMs}`,
    `sentinel failover-timeout ${masterName} 5000`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return { port, process: spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' }) };
}

/** Until a Sentinel has heard of the replica and of its two fellows: before that there is no failover. */
async function untilSentinelKnows(port: number): Promise<void> {
  await eventually(async () => {
    const reply = (await command(port, ['SENTINEL', 'MASTER', masterName])) as readonly string[];
    const fact = (name: string): string | undefined => reply[reply.indexOf(name) + 1];
    expect([fact('num-slaves'), fact('num-other-sentinels')]).toEqual(['1', '2']);
  });
}

function commanded(redis: TestRedis, words: readonly string[]): Promise<unknown> {
  return command(redis.port, words);
}

async function command(port: number, [name, ...rest]: readonly string[]): Promise<unknown> {
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(name ?? '', ...rest);
  } finally {
    client.disconnect();
  }
}

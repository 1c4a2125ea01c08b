import { setTimeout as delay } from 'node:timers/promises';

import { type RedisConnections } from './redis-connections.js';
import { type RedisClient } from './connection/redis-options.js';

const againMs = 500;
const mostAttempts = 20;

/** What was asked of Redis so that its files hold nothing of what was deleted. */
export type Rewriting = 'append_only_file' | 'snapshot' | 'nothing_kept' | 'refused';

/**
 * Asks Redis to write its append-only file anew, or its snapshot where that is all it keeps; of a cluster, every primary.
 * What was deleted is in them until it is done. Never rejects: a user of Redis may not be allowed to ask.
 */
export async function rewriteFiles({ patient }: RedisConnections): Promise<Rewriting> {
  const servers: readonly Pick<RedisClient, 'call'>[] =
    'nodes' in patient && typeof patient.nodes === 'function'
      ? (patient as { nodes: (role: 'master') => RedisClient[] }).nodes('master')
      : [patient];
  try {
    const [first = 'nothing_kept'] = await Promise.all(servers.map(rewriteOf));
    return first;
  } catch {
    return 'refused';
  }
}

async function rewriteOf(server: Pick<RedisClient, 'call'>): Promise<Rewriting> {
  const info = String(await server.call('INFO', 'persistence'));
  if (info.includes('aof_enabled:1')) {
    await afterOthers(() => server.call('BGREWRITEAOF'));
    return 'append_only_file';
  }
  if (info.includes('rdb_saves:0')) return 'nothing_kept';
  await afterOthers(() => server.call('BGSAVE'));
  return 'snapshot';
}

/** One that is under way may have begun too early. */
async function afterOthers(ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (attempt >= mostAttempts || !String(error).includes('progress')) throw error;
      await delay(againMs);
    }
  }
}

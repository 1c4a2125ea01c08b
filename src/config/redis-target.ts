import { Secret } from '../kernel/secret.js';
import { type Environment } from './environment.js';
import { type HostPort, type RedisTarget } from './settings.js';
import { names } from './validators.js';

/** Which Redis the environment names: cluster, Sentinel, URL or host, the most particular first; undefined: none. */
export function redisTargetFrom(env: Environment): RedisTarget | undefined {
  if (env.REDIS_CLUSTER_NODES !== undefined) {
    return { kind: 'cluster', nodes: hostPorts(env.REDIS_CLUSTER_NODES) };
  }
  if (env.REDIS_SENTINELS !== undefined) {
    return {
      kind: 'sentinel',
      sentinels: hostPorts(env.REDIS_SENTINELS),
      name: env.REDIS_SENTINEL_NAME ?? '',
    };
  }
  if (env.REDIS_URL !== undefined) return { kind: 'url', url: new Secret(env.REDIS_URL) };
  if (env.REDIS_HOST === undefined && env.REDIS_PORT === undefined) return undefined;
  return { kind: 'single', host: env.REDIS_HOST ?? '127.0.0.1', port: env.REDIS_PORT ?? 6379 };
}

function hostPorts(list: string): readonly HostPort[] {
  return names(list).map((entry) => {
    const at = entry.lastIndexOf(':');
    return { host: entry.slice(0, at), port: Number(entry.slice(at + 1)) };
  });
}

import { RedisConnection } from 'bullmq';
import { Cluster, Redis, type RedisOptions } from 'ioredis';

import { type RedisSettings } from '../../config/settings.js';
import { emptyInfoWhereRefused } from './refused-info.js';
import { tlsOptionsOf } from './redis-tls.js';
import { readBeforeEnding } from './silent-socket.js';

export type RedisClient = Redis | Cluster;

/** A worker whose Redis failed asks again after this long, instead of BullMQ's 15 s. */
export const retryRedisMs = 1000;

/**
 * BullMQ asks for the version once, by a command that not every user of Redis may give, and never works where that one
 * fails: also where Redis hangs just then. The oldest that we are tried with is taken for granted; `doctor` looks at it.
 */
export const queueOptions = { skipVersionCheck: true } as const;
RedisConnection.minimumVersion = '6.2.0';

const sentinelTimeoutMs = 1000;

/** What may be set per connection; how replies are mapped may not, the code relies on the default. */
export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

/**
 * A client for the Redis the settings name, in any of the four ways. It connects by itself, in the background; errors
 * are reported to `onError`, because an ioredis client without an error listener prints every one of them.
 */
export function createRedisClient(
  settings: RedisSettings,
  options: ConnectionOptions,
  onError: (error: Error) => void,
): RedisClient {
  const client = clientFor(settings, withCredentials(settings, options));
  client.on('error', onError);
  readBeforeEnding(client);
  emptyInfoWhereRefused(client);
  return client;
}

function withCredentials(settings: RedisSettings, options: ConnectionOptions): ConnectionOptions {
  const password = settings.password?.reveal();
  const tls = tlsOptionsOf(settings);
  return {
    ...options,
    ...(settings.username === undefined ? {} : { username: settings.username }),
    ...(password === undefined ? {} : { password }),
    ...(settings.db === 0 ? {} : { db: settings.db }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function clientFor(settings: RedisSettings, options: ConnectionOptions): RedisClient {
  const { target } = settings;
  switch (target.kind) {
    case 'url':
      return new Redis(target.url.reveal(), options);
    case 'single':
      return new Redis({ ...options, host: target.host, port: target.port });
    case 'sentinel':
      return new Redis({
        ...options,
        sentinels: [...target.sentinels],
        name: target.name,
        // One that hangs is passed over, as one that is gone.
        sentinelCommandTimeout: sentinelTimeoutMs,
        ...(options.tls && { enableTLSForSentinelMode: true, sentinelTLS: options.tls }),
      });
    case 'cluster':
      return new Cluster([...target.nodes], {
        enableOfflineQueue: options.enableOfflineQueue ?? true,
        redisOptions: options,
        ...(options.retryStrategy && { clusterRetryStrategy: options.retryStrategy }),
      });
  }
}

/**
 * The prefix of every key. In a cluster it is a hash tag, so that all keys of the service share a slot: scripts and
 * transactions over several keys need that.
 */
export function keyPrefixOf(settings: RedisSettings): string {
  return settings.target.kind === 'cluster' ? `{${settings.prefix}}` : settings.prefix;
}

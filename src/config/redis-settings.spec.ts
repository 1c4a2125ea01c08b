import { describe, expect, it } from '@jest/globals';

import { readSettings } from './read-settings.js';
import { SettingsError } from './settings-error.js';

type Variables = Readonly<Record<string, string>>;

const withoutRedis = { WEBHOOK_SECRET: 'c0ffee5e'.repeat(8) };

function problemsOf(variables: Variables): readonly string[] {
  try {
    readSettings(variables);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('the Redis that readSettings finds', () => {
  const nodes = [
    { host: 'a', port: 1 },
    { host: 'b.example', port: 65_535 },
  ];

  it.each<[string, Variables, object]>([
    ['host and port', { REDIS_HOST: 'r', REDIS_PORT: '7' }, { kind: 'single', host: 'r', port: 7 }],
    ['a host alone', { REDIS_HOST: 'r' }, { kind: 'single', host: 'r', port: 6379 }],
    ['a port alone', { REDIS_PORT: '7' }, { kind: 'single', host: '127.0.0.1', port: 7 }],
    [
      'a URL before a port that an orchestrator set',
      { REDIS_URL: 'redis://r', REDIS_PORT: 'tcp://10.0.0.1:6379' },
      { kind: 'url' },
    ],
    ['a URL before a host', { REDIS_URL: 'rediss://r', REDIS_HOST: 'q' }, { kind: 'url' }],
    [
      'Sentinels before a URL',
      {
        REDIS_SENTINELS: 'a:1, b.example:65535',
        REDIS_SENTINEL_NAME: 'm',
        REDIS_URL: 'redis://r',
      },
      { kind: 'sentinel', sentinels: nodes, name: 'm' },
    ],
    ['a cluster', { REDIS_CLUSTER_NODES: 'a:1,b.example:65535' }, { kind: 'cluster', nodes }],
  ])('is named by %s', (_, variables, target) => {
    expect(readSettings({ ...withoutRedis, ...variables }).redis.target).toMatchObject(target);
  });

  it('is the one of the whole URL', () => {
    const { target } = readSettings({ ...withoutRedis, REDIS_URL: 'rediss://user:pw@r:7/3' }).redis;

    expect(target.kind === 'url' && target.url.reveal()).toBe('rediss://user:pw@r:7/3');
  });

  const pair = 'REDIS_SENTINELS and REDIS_SENTINEL_NAME belong together: set both or neither';
  const list = 'REDIS_CLUSTER_NODES must be a list of host:port, separated by commas';
  it.each<[string, Variables, string]>([
    ['nothing', {}, 'REDIS_URL is required, or REDIS_HOST, REDIS_SENTINELS or REDIS_CLUSTER_NODES'],
    [
      'another protocol',
      { REDIS_URL: 'http://r' },
      'REDIS_URL must be a redis:// or rediss:// URL',
    ],
    ['Sentinels without a name', { REDIS_SENTINELS: 'a:1' }, pair],
    ['a name without Sentinels', { REDIS_HOST: 'r', REDIS_SENTINEL_NAME: 'm' }, pair],
    [
      'a certificate without its key',
      { REDIS_HOST: 'r', REDIS_TLS_CERT: 'package.json' },
      'REDIS_TLS_CERT and REDIS_TLS_KEY belong together: set both or neither',
    ],
    [
      'an authority for a URL in clear text',
      { REDIS_URL: 'redis://r', REDIS_TLS_CA: 'package.json' },
      'REDIS_TLS_CA: REDIS_URL must begin with rediss:// for TLS',
    ],
    [
      'a file that is not there',
      { REDIS_HOST: 'r', REDIS_TLS_CA: '/nowhere/ca.pem' },
      'REDIS_TLS_CA must be a file that can be read',
    ],
    ['a node without a port', { REDIS_CLUSTER_NODES: 'a:1,b' }, list],
    ['a node with a port beyond all ports', { REDIS_CLUSTER_NODES: 'a:65536' }, list],
    ['a list of nothing', { REDIS_CLUSTER_NODES: ' , ' }, list],
  ])('is not named by %s', (_, variables, problem) => {
    expect(problemsOf({ ...withoutRedis, ...variables })).toEqual([problem]);
  });
});

import { Secret } from '../../kernel/secret.js';
import { namedFile, textFile } from '../forms/file-forms.js';
import { anyText, as, hostPorts, matching, redisUrl, secret, whole } from '../forms/form.js';
import { type Given, setting, type SettingsSection } from '../variable.js';

const waysBeforeHost = ['REDIS_CLUSTER_NODES', 'REDIS_SENTINELS', 'REDIS_URL'];

function names(given: Given, ways: readonly string[]): boolean {
  return ways.some((way) => given.has(way));
}

const tlsVariables = ['REDIS_TLS_CA', 'REDIS_TLS_CERT', 'REDIS_TLS_KEY'];

function tlsProblems(given: Given): readonly string[] {
  const problems: string[] = [];
  if (given.has('REDIS_TLS_CERT') !== given.has('REDIS_TLS_KEY')) {
    problems.push('REDIS_TLS_CERT and REDIS_TLS_KEY belong together: set both or neither');
  }
  const named = tlsVariables.filter((name) => given.has(name));
  const [way] = waysBeforeHost.filter((name) => given.has(name));
  if (
    way === 'REDIS_URL' &&
    named.length > 0 &&
    given.get('REDIS_URL')?.startsWith('redis:') === true
  ) {
    problems.push(`${named.join(', ')}: REDIS_URL must begin with rediss:// for TLS`);
  }
  return problems;
}

export const redis = {
  title: 'Redis: one of a URL, a host, Sentinels or a cluster is required',
  variables: {
    url: setting(
      'REDIS_URL',
      as(redisUrl, (url) => new Secret(url)),
      'redis:// or rediss:// URL',
      { example: 'redis://127.0.0.1:6379' },
    ),
    host: setting(
      'REDIS_HOST',
      anyText,
      'Without a URL: the host; 127.0.0.1 where only the port is set',
      { example: '127.0.0.1' },
    ),
    port: setting(
      'REDIS_PORT',
      whole(1, 65_535),
      'Without a URL: the port; 6379 where only the host is set',
      // Kubernetes sets REDIS_PORT=tcp://… beside a Service named redis: it counts only where it is used.
      { example: '6379', countsWith: (given) => !names(given, waysBeforeHost) },
    ),
    username: setting('REDIS_USERNAME', anyText, 'User of an ACL, where it is not in the URL', {
      example: 'zoho-sync',
      isCredential: true,
    }),
    password: setting(
      'REDIS_PASSWORD',
      secret,
      "Password of the Redis server, of the Sentinels' master or of the cluster",
    ),
    tlsCa: setting(
      'REDIS_TLS_CA',
      textFile,
      'PEM file of the authorities whose certificates Redis may show; with it, or the next two, a host, Sentinels and a cluster are spoken to by TLS',
    ),
    tlsCert: setting(
      'REDIS_TLS_CERT',
      textFile,
      'PEM file of the certificate that is shown to Redis; belongs together with REDIS_TLS_KEY',
    ),
    tlsKey: setting(
      'REDIS_TLS_KEY',
      as(namedFile, ({ path, text }) => ({ path, key: new Secret(text) })),
      'PEM file of the key of that certificate',
    ),
    db: setting('REDIS_DB', whole(0), 'Number of the database', { default: '0' }),
    clusterNodes: setting(
      'REDIS_CLUSTER_NODES',
      hostPorts,
      'Nodes of a cluster, host:port,host:port; goes before every other way',
      { example: '10.0.0.1:6379,10.0.0.2:6379' },
    ),
    sentinels: setting(
      'REDIS_SENTINELS',
      hostPorts,
      'Sentinels, host:port,host:port; belongs together with REDIS_SENTINEL_NAME',
      { example: '10.0.0.1:26379,10.0.0.2:26379' },
    ),
    sentinelName: setting(
      'REDIS_SENTINEL_NAME',
      anyText,
      'Name of the master that the Sentinels watch',
      { example: 'mymaster' },
    ),
    prefix: setting(
      'REDIS_PREFIX',
      matching(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 letters, digits, `_`, `.` or `-`'),
      'Prefix of every key; processes that share it work together',
      { default: 'zoho-sync' },
    ),
    waitReplicas: setting(
      'REDIS_WAIT_REPLICAS',
      whole(0, 100),
      'Replicas that must have a delivery before it is answered with 200; 503 where fewer have it in time',
      { default: '0' },
    ),
  },
  conflicts: (given) => {
    const problems: string[] = [];
    if (!names(given, [...waysBeforeHost, 'REDIS_HOST', 'REDIS_PORT'])) {
      problems.push('REDIS_URL is required, or REDIS_HOST, REDIS_SENTINELS or REDIS_CLUSTER_NODES');
    }
    if (given.has('REDIS_SENTINELS') !== given.has('REDIS_SENTINEL_NAME')) {
      problems.push('REDIS_SENTINELS and REDIS_SENTINEL_NAME belong together: set both or neither');
    }
    return [...problems, ...tlsProblems(given)];
  },
} satisfies SettingsSection;

import { type RedisTarget, type Settings } from '../config/settings.js';
import { isLoopback } from '../kernel/networks.js';
import { type Secret } from '../kernel/secret.js';
import { type Finding, warning } from './finding.js';

/** What goes over a network so that whoever is on the way can read it. */
export function clearTextFindings({ memory, redis }: Settings): readonly Finding[] {
  const findings: Finding[] = [];
  const { url } = memory.cognee;
  if (memory.sinks.includes('cognee') && url !== undefined && isClear(url, ['http:'])) {
    const message = 'COGNEE_URL is http: documents and the key travel in clear text';
    findings.push(warning('Clear text', message, 'let it be https, or the network be your own'));
  }
  if (
    memory.sinks.includes('postgres') &&
    memory.url !== undefined &&
    isClearPostgres(memory.url)
  ) {
    const message = 'PostgreSQL is on another machine, without TLS: documents travel in clear text';
    const remedy = 'add sslmode=verify-full to MEMORY_URL, or let the network be your own';
    findings.push(warning('Clear text', message, remedy));
  }
  if (redis.tls === undefined && isClearRedis(redis.target)) {
    const message =
      'Redis is on another machine, without TLS: its password and records travel in clear text';
    findings.push(
      warning(
        'Clear text',
        message,
        'use rediss:// or REDIS_TLS_CA, or let the network be your own',
      ),
    );
  }
  return findings;
}

function isClearRedis(target: RedisTarget): boolean {
  switch (target.kind) {
    case 'url':
      return isClear(target.url.reveal(), ['redis:']);
    case 'single':
      return !isHere(target.host);
    case 'sentinel':
      return target.sentinels.some(({ host }) => !isHere(host));
    case 'cluster':
      return target.nodes.some(({ host }) => !isHere(host));
  }
}

/** The driver uses TLS where it is told to. */
function isClearPostgres(url: Secret): boolean {
  const { hostname, searchParams } = new URL(url.reveal());
  const mode = searchParams.get('sslmode') ?? (searchParams.has('ssl') ? 'require' : 'disable');
  return mode === 'disable' && !isHere(hostname);
}

function isClear(address: string, protocols: readonly string[]): boolean {
  const { protocol, hostname } = new URL(address);
  return protocols.includes(protocol) && !isHere(hostname);
}

function isHere(host: string): boolean {
  return isLoopback(host) || host === '::1' || host === '';
}

import { failure, type Finding, ok, warning } from './finding.js';

/** The oldest Redis that the queues are tried with ("Connections", BullMQ's guide: 6.2). */
const oldestVersion = [6, 2] as const;
const fullFrom = 0.9;

/** What Redis says of itself (`INFO`), judged by what the service needs of it. */
export function redisFindings(info: string): readonly Finding[] {
  if (info === '') {
    return [
      warning(
        'Redis settings',
        'Its version, eviction and persistence are unknown: the user of Redis may not give INFO',
        'allow it (+info), or see by hand that it is 6.2 or later with noeviction and appendonly yes',
      ),
    ];
  }
  const facts: Facts = new Map(
    info
      .split(/\r?\n/)
      .filter((line) => /^[a-z]\w*:/.test(line))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
  return [version(facts), writable(facts), eviction(facts), persistence(facts), room(facts)].filter(
    (finding) => finding !== undefined,
  );
}

type Facts = ReadonlyMap<string, string>;

function version(facts: Facts): Finding {
  const text = facts.get('redis_version') ?? '';
  const [major = 0, minor = 0] = text.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestVersion;
  const isNewEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (isNewEnough) return ok('Redis version', text);
  const found = text === '' ? 'It does not tell its version' : `Version ${text}`;
  return warning('Redis version', found, 'use Redis 6.2 or later');
}

function writable(facts: Facts): Finding | undefined {
  if (facts.get('role') !== 'slave') return undefined;
  return failure(
    'Redis role',
    'It is a replica, and takes no writes',
    'let REDIS_URL name the primary, or set REDIS_SENTINELS',
  );
}

function eviction(facts: Facts): Finding {
  const policy = facts.get('maxmemory_policy');
  if (policy === 'noeviction') return ok('Redis eviction', 'noeviction');
  if (policy === undefined) {
    return warning(
      'Redis eviction',
      'It does not tell its policy',
      'see that maxmemory-policy is noeviction',
    );
  }
  return failure(
    'Redis eviction',
    `The policy is ${policy}: when memory runs out, Redis throws queued changes away`,
    'set maxmemory-policy noeviction',
  );
}

function persistence(facts: Facts): Finding {
  const subject = 'Redis persistence';
  const appends = facts.get('aof_enabled');
  if (appends === undefined) {
    return warning(
      subject,
      'It does not tell whether it keeps an append-only file',
      'set appendonly yes',
    );
  }
  if (appends !== '1') {
    return warning(
      subject,
      'There is no append-only file: what waited is lost when Redis restarts',
      'set appendonly yes',
    );
  }
  const isWritten = (facts.get('aof_last_write_status') ?? 'ok') === 'ok';
  if (isWritten) return ok(subject, 'append-only file');
  return failure(
    subject,
    'The append-only file cannot be written',
    "look at the disk, and at Redis's log",
  );
}

function room(facts: Facts): Finding | undefined {
  const limit = Number(facts.get('maxmemory') ?? 0);
  const used = Number(facts.get('used_memory') ?? 0);
  if (!(limit > 0)) return undefined;
  const percent = `${((used / limit) * 100).toFixed(0)} % of maxmemory are used`;
  return used / limit < fullFrom
    ? ok('Redis memory', percent)
    : warning(
        'Redis memory',
        percent,
        'raise maxmemory: once it is full, deliveries are refused with 503',
      );
}

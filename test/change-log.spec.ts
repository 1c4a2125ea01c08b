import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type RecordKey } from '../src/crm/record-ref.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { RedisTime } from '../src/redis/redis-time.js';
import { ChangeLog, type AppendOutcome } from '../src/queue/log/change-log.js';
import { LogReader } from '../src/queue/log/log-reader.js';
import { LogStanding } from '../src/queue/log/log-standing.js';
import { eventually } from './support/eventually.js';
import { itNeedsRedis } from './support/needs-redis.js';
import { startRedis, type TestRedis } from './support/redis-server.js';
import { testSettings } from './support/test-settings.js';

const limit = 10;

/** What one process has of the log. */
async function member(redis: TestRedis) {
  const settings = testSettings({
    REDIS_URL: redis.url,
    REDIS_PREFIX: 'log-test',
    WEBHOOK_MAX_QUEUE_SIZE: String(limit),
  });
  const connections = new RedisConnections(settings);
  await connections.failFastReady();
  const time = new RedisTime(connections);
  const log = new ChangeLog(connections, time, settings);
  return {
    connections,
    standing: new LogStanding(connections, time),
    append: (identity: string | undefined, ...ids: readonly string[]): Promise<AppendOutcome> => {
      const records = ids.map((id): RecordKey => `Accounts/${id}`);
      return log.append({ identity, records, entry: ['r', ids.join()] });
    },
    reader: (inOrder = false) => new LogReader(connections, { count: 100, inOrder }),
  };
}

type Member = Awaited<ReturnType<typeof member>>;

function statuses(outcomes: readonly AppendOutcome[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('the log that deliveries are taken into', () => {
  let redis: TestRedis;
  let one: Member;
  let other: Member;
  let readers: LogReader[];

  beforeEach(async () => {
    redis = await startRedis();
    [one, other] = await Promise.all([member(redis), member(redis)]);
    readers = [];
  });

  afterEach(async () => {
    for (const reader of readers) reader.wake();
    for (const { connections } of [one, other]) {
      await connections.onModuleDestroy();
      connections.onApplicationShutdown();
    }
    await redis.stop();
  });

  const readerOf = (of: Member, inOrder = false): LogReader => {
    const reader = of.reader(inOrder);
    readers.push(reader);
    return reader;
  };
  /** What the reader finds next, however often it finds nothing. */
  const entriesFor = (reader: LogReader) =>
    eventually(async () => {
      const entries = await reader.next();
      expect(entries).not.toEqual([]);
      return entries;
    });
  const told = async (reader: LogReader): Promise<readonly (string | undefined)[]> =>
    (await entriesFor(reader)).map(({ fields }) => fields.get('r'));
  const entriesInLog = () => one.connections.failFast.xlen('log-test:log');

  itNeedsRedis(
    'takes one of several copies that come at one moment, at several doors',
    async () => {
      const copies = Array.from({ length: 20 }, (_, copy) =>
        (copy % 2 ? one : other).append('d', 'a'),
      );

      expect(statuses(await Promise.all(copies))).toEqual({ queued: 1, duplicate: 19 });
      expect(await entriesInLog()).toBe(1);
    },
  );

  it('takes all of those that nothing tells apart', async () => {
    const copies = Array.from({ length: 5 }, () => one.append(undefined, 'a'));

    expect(statuses(await Promise.all(copies))).toEqual({ queued: 5 });
  });

  it('takes to the last place what several doors are asked for at once, and nothing beyond', async () => {
    const asked = Array.from({ length: 30 }, (_, n) =>
      (n % 2 ? one : other).append(`d${n}`, `a${n}`),
    );

    expect(statuses(await Promise.all(asked))).toEqual({ queued: limit, full: 20 });
    expect((await one.standing.unrouted()).byModule.get('Accounts')).toBe(limit);
  });

  it('counts what waits on the queues as well', async () => {
    await one.connections.failFast.zadd('log-test:deals:delayed', 1, '1');
    await one.connections.failFast.rpush('log-test:contacts:wait', '1', '2');

    const asked = Array.from({ length: limit }, (_, n) => one.append(`d${n}`, `a${n}`));

    expect(statuses(await Promise.all(asked))).toEqual({ queued: limit - 3, full: 3 });
  });

  it('forgets what it refused', async () => {
    const full = Array.from({ length: limit }, (_, n) => `a${n}`);
    await one.append('first', ...full);
    expect(await one.append('later', 'b')).toEqual({ status: 'full' });
    const reader = readerOf(one);
    const [entry] = await entriesFor(reader);
    await reader.acknowledge([
      { id: entry!.id, records: full.map((id) => `Accounts/${id}` as const) },
    ]);

    expect(await one.append('later', 'b')).toEqual({ status: 'queued', joined: 0 });
    expect(await one.append('first', ...full)).toEqual({ status: 'duplicate' });
  });

  it('does nothing where Redis comes to it late, and takes what is sent again', async () => {
    await one.append('before', 'a');
    redis.pause();

    await expect(one.append('late', 'b')).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 500));
    redis.resume();
    await one.connections.failFastReady(10_000);

    expect(await entriesInLog()).toBe(1);
    expect(await eventually(() => one.append('late', 'b'))).toMatchObject({ status: 'queued' });
  });

  itNeedsRedis('takes nothing and remembers nothing while Redis is full', async () => {
    const { failFast } = one.connections;
    await failFast.config('SET', 'maxmemory', '1');
    await expect(one.append('d', 'a')).rejects.toThrow('OOM');
    await failFast.config('SET', 'maxmemory', '0');

    expect(await one.append('d', 'a')).toMatchObject({ status: 'queued' });
  });

  it('says what is in it and no longer than it is', async () => {
    const account = { module: 'Accounts', id: 'a' } as const;
    await one.append('1', 'a', 'b');
    expect(await one.append('2', 'a')).toEqual({ status: 'queued', joined: 1 });
    const reader = readerOf(one);
    const entries = await entriesFor(reader);

    await reader.acknowledge([{ id: entries[0]!.id, records: ['Accounts/a', 'Accounts/b'] }]);
    expect((await one.standing.unrouted()).byModule.get('Accounts')).toBe(1);
    expect(await one.standing.pendingSinceMs(account)).toBeGreaterThan(0);
    expect(await one.standing.pendingSinceMs({ ...account, id: 'b' })).toBeUndefined();

    // Twice: whoever was thought dead does so too.
    for (let time = 0; time < 2; time += 1) {
      await reader.acknowledge([{ id: entries[1]!.id, records: ['Accounts/a'] }]);
    }
    expect(await one.standing.pendingSinceMs(account)).toBeUndefined();
    expect(await one.standing.unroutedMs('Accounts')).toBe(0);
    expect(await one.connections.failFast.keys('log-test:log*')).toEqual(['log-test:log']);
  });

  it('gives an entry to one reader, and to another where the first is gone', async () => {
    await one.append('1', 'a');
    expect(await told(readerOf(one))).toEqual(['a']);
    const second = readerOf(other);
    await one.append('2', 'b');

    const [entry] = await entriesFor(second);
    expect(entry!.fields.get('r')).toBe('b');
    await second.acknowledge([{ id: entry!.id, records: ['Accounts/b'] }]);

    expect(await told(second)).toEqual(['a']);
  });

  it('is read by one at a time where its order counts, and by the next from where that one ended', async () => {
    const [first, second] = [readerOf(one, true), readerOf(other, true)];
    await one.append('1', 'a');
    expect(await told(first)).toEqual(['a']);
    await one.append('2', 'b');

    expect(await second.next()).toEqual([]);
    // It is gone: nobody holds its place any longer.
    const taken = await told(second);
    const all = taken.length === 2 ? taken : [...taken, ...(await told(second))];

    expect(all).toEqual(['a', 'b']);
    expect(await first.stillReads()).toBe(false);
  });

  it('is read to the end where Redis lost the group of its readers', async () => {
    const reader = readerOf(one);
    await one.append('1', 'a');
    await entriesFor(reader);
    await one.connections.failFast.del('log-test:log');
    await one.append('2', 'b');

    expect(await told(reader)).toEqual(['b']);
  });
});

import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type SimRef } from '../simulator/records/sim-record.js';
import { RecordQueues } from '../src/queue/record-queues.js';
import { Comparisons } from '../src/reconciliation/compare/comparisons.js';
import { RedisConnections } from '../src/redis/redis-connections.js';
import { eventually } from './support/eventually.js';
import { keyOf, SyncedCrm } from './support/synced-crm.js';

interface Kind {
  readonly pattern: RegExp;
  readonly text: string;
  readonly type: string;
}

/** The kinds of keys as docs/redis.md lists them. */
async function documentedKinds(): Promise<readonly Kind[]> {
  const page = await readFile(new URL('../docs/redis.md', import.meta.url), 'utf8');
  return page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [, names = '', type = ''] = line.split('|');
      return [...names.matchAll(/`([^`]+)`/g)].map(([, text = '']) => ({
        text,
        type: type.trim(),
        pattern: patternOf(text),
      }));
    });
}

function patternOf(text: string): RegExp {
  const parts = text.split(/(<[^>]+>)/).map((part) => {
    if (part === '<any>') return '.+';
    if (part === '<job>') return '[a-z]-[^:]+';
    if (part === '<queue>') return '[a-z_]+';
    return part.startsWith('<') ? '[^:]+' : part.replaceAll(/[.*+?^$(){}|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** Keys on which the way of a record to memory depends: they are taken away in each of its states, others in one. */
const ofRecords =
  /^(?:log|contacts|ledger|children|mentioners|changed|syncing|synced|trace|urgent|dead-letter)/;

const states = ['waits', 'runs', 'waits for its next attempt', 'is a dead letter'] as const;
const healsWithinMs = 30_000;

describe('any one key of Redis', () => {
  let kinds: readonly Kind[];
  let crm: SyncedCrm;
  let redis: RedisConnections;
  let made = 0;
  const seen = new Set<string>();

  beforeAll(async () => {
    kinds = await documentedKinds();
    crm = await SyncedCrm.start(
      { WEBHOOK_RETRY_DELAY_BASE: '1', WEBHOOK_MAX_RETRIES: '5' },
      { company: 'empty', accessTokenLifetimeSeconds: 1e9 },
    );
    redis = crm.service.app.get(RedisConnections, { strict: false });
    const account = crm.created('Accounts', { Account_Name: 'Parent' });
    const other = crm.created('Contacts', { Last_Name: 'Other', Account_Name: account.id });
    await crm.untilTrue(account, other);
  });

  afterAll(async () => {
    await crm.close();
  });

  const queue = () => crm.service.app.get(RecordQueues, { strict: false }).of('Contacts');
  const keys = async (): Promise<readonly string[]> => {
    const found = await redis.failFast.keys(`${redis.prefix}:*`);
    return found.map((key) => key.slice(redis.prefix.length + 1)).sort();
  };
  const kindOf = (key: string): Kind | undefined => kinds.find(({ pattern }) => pattern.test(key));
  const jobOf = (id: string): Promise<string | null> => queue().getDeduplicationJobId(id);

  /** Brings a new record into a state. What it answers lets it go on. */
  async function begun(state: (typeof states)[number]): Promise<[SimRef, () => Promise<void>]> {
    const { simulator } = crm;
    made += 1;
    if (state === 'waits') await queue().pause();
    if (state === 'runs') simulator.faults.add({ match: { path: /Contacts/ }, delayMs: 1500 });
    const contact = crm.created('Contacts', { Last_Name: `Before ${made}` }, { silent: true });
    const match = { path: new RegExp(`Contacts.*${contact.id}`) };
    if (state === 'is a dead letter') simulator.faults.add({ match, status: 403 });
    if (state === 'waits for its next attempt') simulator.faults.add({ match, status: 500 });
    simulator.updateRecord('Contacts', contact.id, { Last_Name: `Begun ${made}` });
    await eventually(async () => {
      const job = (await jobOf(contact.id)) ?? '';
      const state_ = job === '' ? '' : await queue().getJobState(job);
      const isDead = (await crm.deadLetters.get(keyed(contact))) !== undefined;
      const reached = {
        waits: job !== '',
        runs: state_ === 'active',
        'waits for its next attempt': state_ === 'delayed',
        'is a dead letter': isDead,
      };
      expect(reached[state]).toBe(true);
    });
    return [
      contact,
      async () => {
        simulator.faults.clear();
        if (state === 'waits') await queue().resume();
      },
    ];
  }

  const keyed = ({ id }: SimRef) => ({ module: 'Contacts', id }) as const;

  /** Takes away a key, or a field of one, of a kind that wasn't yet in this state: the record's own where it has one. */
  async function lose(
    { id }: SimRef,
    done: Set<string>,
    all: boolean,
  ): Promise<string | undefined> {
    const ways = await Promise.all(
      (await keys()).map(async (key) => {
        const kind = kindOf(key)?.text ?? key;
        seen.add(kind);
        const isHash = (await redis.failFast.type(redis.key(key))) === 'hash';
        return ['whole', ...(isHash ? ['a field'] : [])].map((part) => [key, kind, part] as const);
      }),
    );
    const left = ways
      .flat()
      .filter(([key, kind, part]) => !done.has(kind + part) && (all || ofRecords.test(key)));
    const [key, kind = '', part] = left.find(([each]) => each.includes(id)) ?? left[0] ?? [];
    if (key === undefined) return undefined;
    done.add(`${kind}${part ?? ''}`);
    const name = redis.key(key);
    if (part === 'whole') await redis.failFast.del(name);
    else {
      const fields = await redis.failFast.hkeys(name);
      const number = done.size % Math.max(1, fields.length);
      await redis.failFast.hdel(name, fields.find((field) => field === id) ?? fields[number] ?? '');
    }
    return `${key}, ${part}`;
  }

  it.each(states)('may be lost while a record %s: its next change heals it', async (state) => {
    const done = new Set<string>();
    const notHealed: string[] = [];
    for (;;) {
      const [contact, goOn] = await begun(state);
      const lost = await lose(contact, done, state === 'waits');
      crm.simulator.updateRecord('Contacts', contact.id, { Last_Name: `After ${made}` });
      await crm.simulator.notifications.idle();
      await goOn();
      await eventually(async () => {
        expect((await crm.memory.get(keyOf(contact)))?.body).toContain(`After ${made}`);
      }, healsWithinMs).catch(() => notHealed.push(lost ?? 'nothing'));
      if (lost === undefined) break;
    }

    expect(notHealed).toEqual([]);
    expect(done.size).toBeGreaterThan(10);
    await crm.service.app.get(Comparisons, { strict: false }).one('Contacts');
    await crm.expectMemoryTrue();
    expect(await crm.deadLetters.count()).toBe(0);
  });

  it('is of a kind that docs/redis.md lists, with its type, also while modules are compared', async () => {
    const wrong: string[] = [];
    const mend = crm.simulator.faults.add({ match: { path: /Contacts/ }, delayMs: 1500 });
    const comparison = crm.service.app.get(Comparisons, { strict: false }).one('Contacts');
    await eventually(async () => {
      expect(await keys()).toContain('sweep:lock:comparison:Contacts');
    });
    for (const key of await keys()) {
      seen.add(kindOf(key)?.text ?? key);
      const type = await redis.failFast.type(redis.key(key));
      const kind = kindOf(key);
      if (kind === undefined || !['any', type].includes(kind.type)) wrong.push(`${type} ${key}`);
    }

    mend();
    await comparison;
    expect(wrong).toEqual([]);
    const names = new Set(kinds.map(({ text }) => text));
    expect([...seen].filter((kind) => !names.has(kind))).toEqual([]);
  });
});

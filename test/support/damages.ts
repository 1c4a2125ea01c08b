import Database from 'libsql';

import { type CrmModule } from '../../src/crm/modules.js';
import { indexedTexts } from '../../src/memory/local/local-writes.js';
import { type RedisConnections } from '../../src/redis/redis-connections.js';

/** What a damage is done to. */
export interface Place {
  readonly redis: RedisConnections;
  /** The local memory's file. */
  readonly file: string;
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number;
  /** Syncs a record, so that what is wrong elsewhere may come into its document. */
  readonly sync: (key: string) => Promise<void>;
}

export type Damage = (place: Place) => Promise<void>;

interface Row {
  readonly number: number;
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

const future = Date.parse('2099-01-01T00:00:00Z');

/** What may be wrong with memory, what finds its documents, the ledger and the sets that lead from record to record. */
export const damages: Readonly<Record<string, Damage>> = {
  'text edited, hash as before': inFile((database, [one]) => {
    database.prepare("UPDATE documents SET body = body || 'x' WHERE number = ?").run(one.number);
  }),
  'text edited, hash fitting': inFile((database, [one]) => {
    const sql = "UPDATE documents SET body = 'another text', content_hash = ? WHERE number = ?";
    database.prepare(sql).run('ab'.repeat(32), one.number);
  }),
  'title edited': inFile((database, [one]) => {
    database.prepare("UPDATE documents SET title = 'Mallory' WHERE number = ?").run(one.number);
  }),
  'row removed': inFile((database, [one]) => {
    database.prepare('DELETE FROM documents WHERE number = ?').run(one.number);
  }),
  'a document of no record': inFile((database) => {
    database
      .prepare(
        `INSERT INTO documents (key, module, id, version, content_hash, stored_at_ms, title, body)
        VALUES ('Contacts/9999', 'Contacts', '9999', 1, 'ff', 1, 'Nobody', 'Nobody at all')`,
      )
      .run();
  }),
  'two texts swapped, hashes stay': inFile((database, [one, other]) => {
    const put = database.prepare('UPDATE documents SET title = ?, body = ? WHERE number = ?');
    put.run(one.title, one.body, other.number);
    put.run(other.title, other.body, one.number);
  }),
  'two documents swapped whole': inFile((database, [one, other]) => {
    const columns = 'version, content_hash, api, state, parent, facts, title, body';
    const rows = [one, other].map(({ number }) =>
      database.prepare(`SELECT ${columns} FROM documents WHERE number = ?`).raw().get(number),
    ) as [unknown[], unknown[]];
    const put = database.prepare(
      `UPDATE documents SET (${columns}) = (?, ?, ?, ?, ?, ?, ?, ?) WHERE number = ?`,
    );
    put.run(...rows[0], other.number);
    put.run(...rows[1], one.number);
  }),
  'version too old': inFile((database, [one]) => {
    database.prepare('UPDATE documents SET version = 1000 WHERE number = ?').run(one.number);
  }),
  'version in the future': inFile((database, [one]) => {
    database.prepare('UPDATE documents SET version = ? WHERE number = ?').run(future, one.number);
  }),
  'facts edited': inFile((database, [one]) => {
    const sql = `UPDATE documents SET facts = replace(facts, '"fields":[', '"fields":[{"api":"X","field":"X","label":"X","type":"text","value":"x"},') WHERE number = ?`;
    database.prepare(sql).run(one.number);
  }),
  'rows of facts removed': inFile((database, [one]) => {
    database.prepare('DELETE FROM facts WHERE number = ?').run(one.number);
  }),
  'a row of facts changed': inFile((database, [one]) => {
    database.prepare("UPDATE facts SET text = 'x', num = 7 WHERE number = ?").run(one.number);
  }),
  'facts of no document': inFile((database) => {
    const sql = "INSERT INTO facts VALUES (999999, 'X', 0, 'text', 'x', 'x', NULL, NULL)";
    database.prepare(sql).run();
  }),
  'links removed': inFile((database) => {
    database.prepare('DELETE FROM links').run();
  }),
  'full-text row removed': inFile((database, [one]) => {
    unindex(database, one);
  }),
  'full-text row of another': inFile((database, [one, other]) => {
    unindex(database, one);
    index(database, one.number, other);
  }),
  'full-text row of no document': inFile((database, [one]) => {
    index(database, 999_999, { ...one, title: 'A deleted name' });
  }),
  'ledger: wrong hash': inLedger((entry) => ({ ...entry, contentHash: 'ab'.repeat(32) })),
  'ledger: version in the future': inLedger((entry) => ({ ...entry, version: future })),
  'ledger: summary wrong': inLedger((entry) => ({ ...entry, summary: { title: 'Mallory' } })),
  'ledger: name wrong': inLedger((entry) => ({ ...entry, name: 'Mallory' })),
  'ledger: parent wrong': inLedger((entry) => ({
    ...entry,
    parent: { module: 'Accounts', id: '1' },
  })),
  'ledger: parent lost': inLedger((entry) => ({ ...entry, parent: undefined })),
  'ledger: unreadable entry': inLedger(() => 'no entry at all'),
  'ledger: entry removed': inLedger(() => undefined),
  'ledger: version in the future, row removed': async (place) => {
    const key = await inLedgerOf(place, (entry) => ({ ...entry, version: future }));
    withFile(place, (database) => {
      database.prepare('DELETE FROM documents WHERE key = ?').run(key);
    });
  },
  'ledger: entry of no record': async ({ redis, sync, random }) => {
    const account = await someOf(redis, 'Accounts', random);
    const ghost = await someEntry(redis, 'Contacts', random);
    const parent = { module: 'Accounts', id: account };
    const entry = JSON.stringify({ ...ghost.entry, parent });
    await redis.patient.hset(redis.key('ledger', 'Contacts'), '8888', entry);
    await redis.patient.sadd(redis.key('children', 'Accounts', account), 'Contacts/8888');
    await sync(`Accounts/${account}`);
  },
  'ledger of a module lost': async ({ redis, random }) => {
    const modules = ['Contacts', 'Deals', 'Tasks', 'Notes', 'Accounts', 'Activities'];
    await redis.patient.del(redis.key('ledger', modules[Math.floor(random() * 6)] ?? 'Deals'));
  },
  'a children set loses a member': async ({ redis, random, sync }) => {
    const { parent, member } = await someMember(redis, 'children', random);
    await redis.patient.srem(redis.key('children', parent), member);
    await sync(parent.replace(':', '/'));
  },
  'all children sets lost': async ({ redis, sync }) => {
    for (const key of await keysLike(redis, 'children')) {
      await redis.patient.del(key);
      const parent = key.slice(redis.key('children', '').length).replace(':', '/');
      if (parent.startsWith('Accounts/')) await sync(parent);
    }
  },
  'all sets of mentions lost': async ({ redis }) => {
    for (const key of await keysLike(redis, 'mentioners')) await redis.patient.del(key);
  },
};

function inFile(damage: (database: Database.Database, some: [Row, Row]) => void): Damage {
  return (place) => {
    withFile(place, (database) => {
      const rows = database
        .prepare('SELECT number, key, title, body FROM documents ORDER BY key')
        .all() as Row[];
      const at = Math.floor(place.random() * (rows.length - 1));
      damage(database, [rows[at]!, rows[at + 1]!]);
    });
    return Promise.resolve();
  };
}

function withFile({ file }: Place, use: (database: Database.Database) => void): void {
  const database = new Database(file, { timeout: 5000 });
  try {
    database.exec('BEGIN IMMEDIATE');
    use(database);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

function unindex(database: Database.Database, row: Row): void {
  database
    .prepare("INSERT INTO words (words, rowid, title, body, terms) VALUES ('delete', ?, ?, ?, ?)")
    .run(row.number, ...indexedTexts(row));
}

function index(database: Database.Database, number: number, row: Row): void {
  database
    .prepare('INSERT INTO words (rowid, title, body, terms) VALUES (?, ?, ?, ?)')
    .run(number, ...indexedTexts(row));
}

type Entry = Readonly<Record<string, unknown>>;

function inLedger(change: (entry: Entry) => unknown): Damage {
  return async (place) => {
    await inLedgerOf(place, change);
    const some = (await accountsOf(place.redis)).slice(0, 3);
    await Promise.all(some.map((id) => place.sync(`Accounts/${id}`)));
  };
}

/** Changes the entry of some record that hangs on an account; an undefined one goes. Returns the record's key. */
async function inLedgerOf(
  { redis, random }: Place,
  change: (entry: Entry) => unknown,
): Promise<string> {
  const module = random() < 0.5 ? 'Contacts' : 'Deals';
  const { id, entry } = await someEntry(redis, module, random);
  const changed = change(entry);
  const ledger = redis.key('ledger', module);
  if (changed === undefined) await redis.patient.hdel(ledger, id);
  else {
    const text = typeof changed === 'string' ? changed : JSON.stringify(changed);
    await redis.patient.hset(ledger, id, text);
  }
  return `${module}/${id}`;
}

async function someOf(
  redis: RedisConnections,
  module: CrmModule,
  random: () => number,
): Promise<string> {
  const ids = (await redis.patient.hkeys(redis.key('ledger', module))).sort();
  return ids[Math.floor(random() * ids.length)]!;
}

async function someEntry(
  redis: RedisConnections,
  module: CrmModule,
  random: () => number,
): Promise<{ readonly id: string; readonly entry: Entry }> {
  const id = await someOf(redis, module, random);
  const text = await redis.patient.hget(redis.key('ledger', module), id);
  try {
    return { id, entry: JSON.parse(text ?? '{}') as Entry };
  } catch {
    return { id, entry: {} };
  }
}

async function accountsOf(redis: RedisConnections): Promise<readonly string[]> {
  return (await redis.patient.hkeys(redis.key('ledger', 'Accounts'))).sort();
}

async function keysLike(redis: RedisConnections, name: string): Promise<readonly string[]> {
  const keys = await redis.patient.keys(`${redis.key(name)}:*`);
  return keys.sort();
}

async function someMember(
  redis: RedisConnections,
  name: string,
  random: () => number,
): Promise<{ readonly parent: string; readonly member: string }> {
  const keys = (await keysLike(redis, name)).filter((key) => key.includes(':Accounts:'));
  const key = keys[Math.floor(random() * keys.length)]!;
  const [member = ''] = await redis.patient.smembers(key);
  return { parent: key.slice(redis.key(name, '').length), member };
}

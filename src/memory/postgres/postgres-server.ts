import { setTimeout as delay } from 'node:timers/promises';

import type { Pool, PoolClient, PoolConfig } from 'pg';

import { AppError } from '../../kernel/app-error.js';
import { type Sql } from '../facts/sql.js';
import { postgresAddress } from './postgres-address.js';
import {
  isContention,
  isMissingTable,
  serverClosed,
  postgresErrorFrom,
} from './postgres-errors.js';

const connections = 10;
const statementMs = 30_000;
const connectMs = 5000;
const lockMs = 5000;
/** How often a transaction that others were in the way of is made again. */
const mostTries = 4;

export type SqlValue =
  string | number | boolean | null | Buffer | readonly (string | number | Buffer | null)[];

/** What runs statements: outside of a transaction, or in one. */
export interface Statements {
  /** The rows, as the statement names their columns. @throws the driver's errors, unchanged */
  rows(text: string, values?: readonly SqlValue[]): Promise<readonly unknown[]>;
}

/** Brings the tables to the wanted state; it may run again, and in several processes at once. */
export type MigrateSchema = (statements: Statements, schema: string) => Promise<void>;

/**
 * The connections of this process to one database. The first use prepares the schema, and so does the first after it
 * was lost. A server that no longer answers is given up after 5 seconds where it doesn't let us in, after 30 where it
 * doesn't finish a statement.
 */
export class PostgresServer {
  readonly #config: PoolConfig;
  readonly #schema: string;
  readonly #prepare: MigrateSchema;
  #pool: Promise<Pool> | undefined;
  #prepared: Promise<void> | undefined;
  #closed = false;

  constructor(url: string, prepare: MigrateSchema) {
    const { connectionString, options, schema } = postgresAddress(url, [
      `statement_timeout=${statementMs}`,
      `lock_timeout=${lockMs}`,
      `idle_in_transaction_session_timeout=${2 * statementMs}`,
    ]);
    this.#schema = schema;
    this.#prepare = prepare;
    this.#config = {
      connectionString,
      options,
      application_name: 'zoho-sync',
      max: connections,
      connectionTimeoutMillis: connectMs,
      query_timeout: statementMs + connectMs,
      keepAlive: true,
    };
  }

  /** Statements that need no transaction. @throws AppError `memory.*` */
  async use<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.#ready((client) => work(statementsOf(client)));
  }

  /** All of the work or nothing; what it has returned is on the server's disk. @throws AppError `memory.*` */
  async transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.#ready((client) => inTransaction(client, work));
  }

  /** Safe to repeat; what is under way is finished. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const pool = await this.#pool?.catch(() => undefined);
    await pool?.end();
  }

  async #ready<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      await this.#preparedSchema();
      return await this.#withClient(work);
    } catch (error) {
      if (!isMissingTable(error)) throw postgresErrorFrom(error);
    }
    this.#prepared = undefined;
    try {
      await this.#preparedSchema();
      return await this.#withClient(work);
    } catch (error) {
      throw postgresErrorFrom(error);
    }
  }

  async #preparedSchema(): Promise<void> {
    this.#prepared ??= this.#withClient((client) =>
      inTransaction(client, (statements) => this.#prepare(statements, this.#schema)),
    );
    try {
      await this.#prepared;
    } catch (error) {
      this.#prepared = undefined;
      throw error;
    }
  }

  /** A connection that something went wrong with isn't used again: nobody knows what it is in the middle of. */
  async #withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    if (this.#closed) throw serverClosed();
    this.#pool ??= newPool(this.#config);
    const client = await (await this.#pool).connect();
    let failed = true;
    try {
      const result = await work(client);
      failed = false;
      return result;
    } finally {
      client.release(failed);
    }
  }
}

/** The driver is loaded where it is used. */
async function newPool(config: PoolConfig): Promise<Pool> {
  const { default: pg } = await import('pg');
  const types = new pg.TypeOverrides();
  // Versions, times and counts: all of them below 2^53.
  for (const oid of [pg.types.builtins.INT8, pg.types.builtins.NUMERIC]) {
    types.setTypeParser(oid, Number);
  }
  const pool = new pg.Pool({ ...config, types });
  // A connection that ends while nobody uses it; the next use makes another.
  pool.on('error', () => undefined);
  return pool;
}

function statementsOf(client: PoolClient): Statements {
  return {
    rows: async (text, values = []) => {
      const { rows } = await client.query<Record<string, unknown>>(text, values.map(withoutNul));
      return rows;
    },
  };
}

/** No text of PostgreSQL's holds a NUL; what must keep it is stored as bytes. */
function withoutNul(value: SqlValue): SqlValue {
  if (typeof value === 'string') return value.replaceAll('\u0000', '\ufffd');
  if (!Array.isArray(value)) return value;
  return (value as readonly (string | number | Buffer | null)[]).map((each) =>
    typeof each === 'string' ? each.replaceAll('\u0000', '\ufffd') : each,
  );
}

async function inTransaction<T>(
  client: PoolClient,
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.query('BEGIN');
      const result = await work(statementsOf(client));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      if (error instanceof AppError || !isContention(error) || tries === mostTries) throw error;
      await client.query('ROLLBACK');
      await delay(20 * tries * Math.random());
    }
  }
}

/** A statement of the shared ones, as PostgreSQL numbers its parameters. */
export function numbered({
  text,
  values,
}: Sql): readonly [text: string, values: readonly SqlValue[]] {
  let number = 0;
  return [text.replace(/\?/g, () => `$${(number += 1)}`), values];
}

import Database from 'libsql';

import { type Parameter } from '../../facts/sql.js';

/** How long SQLite itself may wait for a lock. It blocks the whole process meanwhile, so longer waits are not made here. */
const blockingBusyWaitMs = 10;

/** Bytes as the driver gives them: a Buffer of one row, an ArrayBuffer where there are several. */
export type Bytes = Buffer | ArrayBuffer;

export function textOfBytes(bytes: Bytes): string {
  return (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)).toString('utf8');
}

/** One open database, with its prepared statements. Synchronous: keep each piece of work to a few milliseconds. */
export class SqliteConnection {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  /** Opens the file, creating it if need be. @throws the driver's errors, unchanged */
  constructor(path: string) {
    this.#database = new Database(path, { timeout: blockingBusyWaitMs });
  }

  /** The first row, undefined if there is none. */
  get(sql: string, ...parameters: readonly Parameter[]): unknown {
    return this.#using(sql, (statement) => statement.get(parameters));
  }

  all(sql: string, ...parameters: readonly Parameter[]): readonly unknown[] {
    return this.#using(sql, (statement) => statement.all(parameters));
  }

  run(sql: string, ...parameters: readonly Parameter[]): void {
    this.#using(sql, (statement) => statement.run(parameters));
  }

  /** Runs statements that take no parameters and whose rows nobody wants. */
  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** All of the work or nothing. The write lock is taken first, so that no wait can arise in the middle. */
  transaction<T>(work: () => T): T {
    return this.#between('BEGIN IMMEDIATE', work);
  }

  /** All that the work reads is of one moment, whatever others write. It may write to temporary tables. */
  reading<T>(work: () => T): T {
    return this.#between('BEGIN', work);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #between<T>(begin: string, work: () => T): T {
    this.execute(begin);
    try {
      const result = work();
      this.execute('COMMIT');
      return result;
    } catch (error) {
      // SQLite ends the transaction by itself when the disk is full; a second ROLLBACK would hide the cause.
      if (this.#database.inTransaction) this.execute('ROLLBACK');
      throw error;
    }
  }

  #using<T>(sql: string, use: (statement: Database.Statement) => T): T {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    try {
      return use(statement);
    } catch (error) {
      // A statement of libsql 0.5 that has failed repeats its failure on every later use.
      this.#statements.delete(sql);
      throw error;
    }
  }
}

import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

import { SqliteConnection } from './sqlite-connection.js';
import { isBusy, memoryClosed, memoryErrorFrom } from './sqlite-errors.js';

const defaultBusyWaitMs = 5000;
const longestPauseMs = 25;
/** Each look at a locked file blocks the process a little: however many wait, they look this seldom between them. */
const lookEveryMs = 50;

/** Brings a freshly opened file to the wanted state; it may run again, and in several processes at once. */
export type PrepareConnection = (connection: SqliteConnection, path: string) => void;

/**
 * A database file that several processes may use. It is opened by the first use, and again after a failure, so a
 * repaired disk needs no restart. Waiting for another process's lock doesn't block the event loop; after 5 seconds,
 * unless told otherwise, it ends in `memory.busy`. Every use begins on a fresh turn of the event loop: a long row of
 * them starves nobody.
 */
export class SqliteFile {
  readonly path: string;
  readonly #prepare: PrepareConnection;
  readonly #busyWaitMs: number;
  #opened: { readonly connection: SqliteConnection; readonly inode: number } | undefined;
  #lookAgainAtMs = 0;
  #closed = false;

  constructor(path: string, prepare: PrepareConnection, busyWaitMs = defaultBusyWaitMs) {
    this.path = path;
    this.#prepare = prepare;
    this.#busyWaitMs = busyWaitMs;
  }

  /** @throws AppError `memory.*` */
  async use<T>(work: (connection: SqliteConnection) => T): Promise<T> {
    const deadline = performance.now() + this.#busyWaitMs;
    await nextTurn();
    for (;;) {
      try {
        return work(this.#connection());
      } catch (error) {
        if (!isBusy(error)) this.#release();
        if (!isBusy(error) || performance.now() > deadline) throw memoryErrorFrom(error, this.path);
        this.#lookAgainAtMs = performance.now() + lookEveryMs * Math.random();
      }
      do await delay(1 + Math.random() * longestPauseMs);
      while (performance.now() < Math.min(this.#lookAgainAtMs, deadline));
    }
  }

  /** Like `use`, in one transaction. What it has returned survives the end of the process. */
  async transaction<T>(work: (connection: SqliteConnection) => T): Promise<T> {
    return this.use((connection) => connection.transaction(() => work(connection)));
  }

  /** Leaves everything in the one file, if nobody else has it open. May be called again; any later use fails. */
  close(): void {
    this.#closed = true;
    try {
      this.#opened?.connection.get('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Nothing is lost: whoever opens the file next reads the write-ahead log.
    }
    this.#release();
  }

  #connection(): SqliteConnection {
    if (this.#closed) throw memoryClosed(this.path);
    // A file that was deleted or replaced under us would take writes that nobody could ever read.
    if (this.#opened !== undefined && this.#opened.inode !== inodeOf(this.path)) this.#release();
    this.#opened ??= this.#open();
    return this.#opened.connection;
  }

  #open(): { readonly connection: SqliteConnection; readonly inode: number } {
    mkdirSync(dirname(this.path), { recursive: true });
    const connection = new SqliteConnection(this.path);
    try {
      this.#prepare(connection, this.path);
      return { connection, inode: inodeOf(this.path) ?? 0 };
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  #release(): void {
    this.#opened?.connection.close();
    this.#opened = undefined;
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

import { existsSync, renameSync, statSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

import { type AppError, appErrorFrom } from '../../../kernel/app-error.js';
import { closeToOthers, makePrivate } from './private-file.js';
import { SqliteConnection } from './sqlite-connection.js';
import { corruptMemory, isBusy, memoryClosed, memoryErrorFrom } from './sqlite-errors.js';

const defaultBusyWaitMs = 5000;
const longestPauseMs = 25;
/** Each look at a locked file blocks the process a little: however many wait, they look this seldom between them. */
const lookEveryMs = 50;

/** Brings a freshly opened file to the wanted state; it may run again, and in several processes at once. */
export type PrepareConnection = (connection: SqliteConnection, path: string) => void;

/**
 * A database file that several processes may use. It is opened by the first use, and again after a failure, so a
 * repaired disk needs no restart. Waiting for another process's lock doesn't block the event loop; after 5 seconds,
 * unless told otherwise, it ends in `memory.busy`. Only this user may read it. Every use begins on a fresh turn of the event loop: a long row of
 * them starves nobody.
 */
export class SqliteFile {
  readonly path: string;
  readonly #prepare: PrepareConnection;
  readonly #busyWaitMs: number;
  #opened: { readonly connection: SqliteConnection; readonly inode: number } | undefined;
  #lookAgainAtMs = 0;
  #closed = false;
  #damage: { readonly error: AppError; readonly inode: number | undefined } | undefined;

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
        if (!isBusy(error) || performance.now() > deadline) throw this.#told(error);
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

  /** What was wrong with the bytes of the file when some use met them; undefined while none has. */
  get damage(): AppError | undefined {
    return this.#damage?.inode === inodeOf(this.path) ? this.#damage?.error : undefined;
  }

  /**
   * Looks through the whole file: about a second for each GB, for which it blocks the process.
   * @throws AppError `memory.corrupt` where anything is wrong
   */
  async examine(): Promise<void> {
    const found = await this.use(
      (connection) =>
        connection.all('PRAGMA quick_check(10)') as readonly { readonly quick_check: string }[],
    );
    if (!found.every((row) => isSound(row.quick_check))) throw this.#told(corruptMemory(this.path));
    this.#damage = undefined;
  }

  /**
   * Moves a damaged file out of the way, so that the next use makes a new one; one that another process has put right
   * already stays. Returns where it is now; undefined where nothing was wrong with it any more.
   */
  async setAside(): Promise<string | undefined> {
    this.#release();
    this.#damage = undefined;
    try {
      await this.examine();
      return undefined;
    } catch (error) {
      if (appErrorFrom(error).code !== 'memory.corrupt') throw error;
    }
    this.#release();
    this.#damage = undefined;
    const aside = `${this.path}.damaged-${Date.now()}`;
    for (const part of ['', '-wal', '-shm']) {
      if (existsSync(this.path + part)) renameSync(this.path + part, aside + part);
    }
    return aside;
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

  #told(error: unknown): AppError {
    const told = memoryErrorFrom(error, this.path);
    if (told.code === 'memory.corrupt') this.#damage = { error: told, inode: inodeOf(this.path) };
    return told;
  }

  #connection(): SqliteConnection {
    if (this.#closed) throw memoryClosed(this.path);
    // A file that was deleted or replaced under us would take writes that nobody could ever read.
    if (this.#opened !== undefined && this.#opened.inode !== inodeOf(this.path)) this.#release();
    this.#opened ??= this.#open();
    return this.#opened.connection;
  }

  #open(): { readonly connection: SqliteConnection; readonly inode: number } {
    makePrivate(this.path);
    const connection = new SqliteConnection(this.path);
    try {
      this.#prepare(connection, this.path);
      closeToOthers(this.path);
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

/**
 * With `secure-delete` FTS5's own check finds an index malformed after ordinary changes, although every word is found by
 * it (SQLite 3.45.1). One that is wrong indeed is told by the comparison of documents with what they are found by; pages of
 * it that can't be read are told otherwise.
 */
function isSound(check: string): boolean {
  return check === 'ok' || check.startsWith('malformed inverted index for FTS5');
}

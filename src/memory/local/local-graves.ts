import { rmSync } from 'node:fs';

import { type RecordKey } from '../../crm/record-ref.js';
import { type Graves, type Tombstone } from '../graves.js';
import { leaveOnlyWhatIs } from './local-index.js';
import { type SqliteConnection } from './sqlite/sqlite-connection.js';
import { type SqliteFile } from './sqlite/sqlite-file.js';

/** The documents that showed an erased record are written anew within this. */
const scrubAgainMs = [5000, 20_000, 45_000];

interface GraveRow {
  readonly erased_at_ms: number;
  readonly until_changed: number;
  readonly version: number;
}

/** For files of every form; made when one is opened. */
export function prepareGraves(connection: SqliteConnection): void {
  connection.execute(`
    CREATE TABLE IF NOT EXISTS graves (
      key TEXT PRIMARY KEY, erased_at_ms INTEGER NOT NULL, until_changed INTEGER NOT NULL, version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`);
}

/** Tombstones in the memory's own file. `olderFile` is one that a build before left, if there is one. */
export class LocalGraves implements Graves {
  #isDue = false;
  #isScrubbing = false;

  constructor(
    private readonly file: SqliteFile,
    private readonly olderFile: string,
  ) {}

  async bury(key: RecordKey, { erasedAtMs, untilChanged, version }: Tombstone): Promise<void> {
    await this.file.transaction((connection) => {
      const values = [key, erasedAtMs, untilChanged ? 1 : 0, version];
      connection.run('INSERT OR REPLACE INTO graves VALUES (?, ?, ?, ?)', ...values);
    });
    // Left for going back to that build; it can't be kept and forget somebody.
    for (const end of ['', '-wal', '-shm']) rmSync(this.olderFile + end, { force: true });
    void this.#scrub();
    for (const afterMs of scrubAgainMs) setTimeout(() => void this.#scrub(), afterMs).unref();
  }

  async find(key: RecordKey): Promise<Tombstone | undefined> {
    const row = (await this.file.use((connection) =>
      connection.get('SELECT * FROM graves WHERE key = ?', key),
    )) as GraveRow | undefined;
    return (
      row && {
        erasedAtMs: row.erased_at_ms,
        untilChanged: row.until_changed === 1,
        version: row.version,
      }
    );
  }

  async open(key: RecordKey): Promise<void> {
    await this.file.transaction((connection) => {
      connection.run('DELETE FROM graves WHERE key = ?', key);
    });
  }

  /** One at a time: a second that is due meanwhile begins when the first has ended, and is the only one that does. */
  async #scrub(): Promise<void> {
    this.#isDue = true;
    if (this.#isScrubbing) return;
    this.#isScrubbing = true;
    while (this.#isDue) {
      this.#isDue = false;
      await leaveOnlyWhatIs(this.file).catch(ignoredBecauseItIsDoneAgain);
    }
    this.#isScrubbing = false;
  }
}

function ignoredBecauseItIsDoneAgain(): void {
  // Somebody reads or writes, or the process stops; at the latest it is done at night.
}

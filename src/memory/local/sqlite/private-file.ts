import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';

import { isOpenToOthers, belongsToUs } from '../../../config/file-access.js';

const ownerOnlyFile = 0o600;
const ownerOnlyFolder = 0o700;
const stickyBit = 0o1000;
/** SQLite makes them as it needs them, with the mode of the file itself. */
const parts = ['', '-wal', '-shm'];

/**
 * Makes an empty file, and its folder, that only this user may read; what is there already is closed to others where it
 * is ours. A folder that holds other things than a memory stays as it is.
 */
export function makePrivate(path: string): void {
  const folder = dirname(path);
  if (mkdirSync(folder, { recursive: true, mode: ownerOnlyFolder }) === undefined) {
    closeFolder(folder, basename(path));
  }
  try {
    // Not through a link, and not what somebody else has made meanwhile.
    const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;
    closeSync(openSync(path, flags, ownerOnlyFile));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  closeToOthers(path);
}

/** Takes a database file and its parts away from everybody but their owner, where that is us. */
export function closeToOthers(path: string): void {
  for (const part of parts) {
    const found = statSync(path + part, { throwIfNoEntry: false });
    if (found?.isFile() && belongsToUs(found) && isOpenToOthers(found)) {
      chmodSync(path + part, ownerOnlyFile);
    }
  }
}

/** `memory-2.db` shares its folder with what begins with the same word: older files, and what was set aside. */
function closeFolder(folder: string, name: string): void {
  const found = statSync(folder);
  if (!belongsToUs(found) || !isOpenToOthers(found) || (found.mode & stickyBit) !== 0) return;
  const word = /^[a-z]*/.exec(name)?.[0] ?? '';
  const isOfMemory = (each: string): boolean => each.startsWith(word);
  if (word !== '' && readdirSync(folder).every(isOfMemory)) chmodSync(folder, ownerOnlyFolder);
}

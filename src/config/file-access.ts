import { type Stats } from 'node:fs';

/** What group and others may do with a file or a folder. */
const ofOthers = 0o077;

/** Who may do what, as `chmod` spells it: `644`. */
export function modeOf({ mode }: Stats): string {
  return (mode & 0o777).toString(8).padStart(3, '0');
}

/** Whether somebody other than its owner may do anything with it. */
export function isOpenToOthers({ mode }: Stats): boolean {
  return (mode & ofOthers) !== 0;
}

/** Whether it belongs to this process' user; true where the system has no such thing. */
export function belongsToUs({ uid }: Stats): boolean {
  return process.getuid === undefined || process.getuid() === uid;
}

import { randomBytes } from 'node:crypto';
import { type Stats } from 'node:fs';
import {
  type FileHandle,
  lstat,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';

import { AppError, retryNever } from '../../kernel/app-error.js';
import { belongsToUs } from '../../config/file-access.js';

/** Only its owner may read a file that holds secrets. */
const ownerOnly = 0o600;

/**
 * Sets variables in a file like `.env`, and removes those that are undefined; every other line stays as it is. It is
 * replaced as a whole: a reader sees the old or the new one, never a part. After that only its owner may read it. A link
 * stays: what it leads to is replaced. Returns whether anything changed; where nothing does, nothing is written.
 * @throws AppError `env_file.not_ours` for what another user has put there, and for what is no file
 */
export async function writeEnvFile(
  path: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const target = await targetOf(path);
  const found = await statOf(target);
  if (found !== undefined) refuseForeign(target, found);
  const before = found === undefined ? '' : await readFile(target, 'utf8');
  const after = withVariables(before, variables);
  if (found !== undefined && after === before) return false;
  // Of another name each time, and never what is there already: a planted file or link can't catch the secret.
  const temporary = `${target}.${randomBytes(8).toString('hex')}.new`;
  const handle = await open(temporary, 'wx', ownerOnly);
  try {
    await fill(handle, after, found);
    await rename(temporary, target);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function fill(handle: FileHandle, text: string, found: Stats | undefined): Promise<void> {
  try {
    // Written for somebody else by root, it stays theirs.
    if (found !== undefined && !belongsToUs(found)) await handle.chown(found.uid, found.gid);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where the file really is. */
async function targetOf(path: string): Promise<string> {
  const found = await lstat(path).catch(absent);
  if (found?.isSymbolicLink() !== true) return path;
  const target = await realpath(path).catch(absent);
  if (target === undefined) throw notOurs(`${path} is a link that leads nowhere`);
  return target;
}

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(absent);
}

function refuseForeign(path: string, found: Stats): void {
  if (!found.isFile()) throw notOurs(`${path} is no file`);
  const isRoot = process.getuid?.() === 0;
  if (!belongsToUs(found) && !isRoot) throw notOurs(`${path} belongs to another user`);
}

function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

function notOurs(what: string): AppError {
  const message = `${what}: nothing was written; name another file, or put that one right`;
  return new AppError('env_file.not_ours', message, { retry: retryNever });
}

/** The text of the file after that. A variable takes the place of its first line, or comes at the end. */
export function withVariables(
  text: string,
  variables: Readonly<Record<string, string | undefined>>,
): string {
  const open = new Map(Object.entries(variables));
  const lines = text.split('\n').flatMap((line) => {
    const name = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/.exec(line)?.[1] ?? '';
    if (!(name in variables)) return [line];
    const value = open.get(name);
    // Only the first line of a variable is kept: of several, the last would win.
    open.delete(name);
    return value === undefined ? [] : [`${name}=${value}`];
  });
  if (lines.at(-1) === '') lines.pop();
  const added = [...open].flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  return `${[...lines, ...added].join('\n')}\n`;
}

import { readFile, rename, stat, writeFile } from 'node:fs/promises';

/** Only its owner may read a file that holds secrets. */
const ownerOnly = 0o600;

/**
 * Sets variables in a file like `.env`, and removes those that are undefined; every other line stays as it is. A file
 * that isn't there is made, readable by its owner only. It is replaced as a whole: a reader sees the old or the new one.
 */
export async function writeEnvFile(
  path: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const before = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const mode = await stat(path).then(
    (found) => found.mode & 0o777,
    () => ownerOnly,
  );
  const temporary = `${path}.new`;
  await writeFile(temporary, withVariables(before, variables), { mode });
  await rename(temporary, path);
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

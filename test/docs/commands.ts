import { type Command } from 'commander';

/** How a page writes a command of ours in a shell. */
const prefix = /^.*(?:npm run -s cli --|dist\/src\/cli\/main\.js|zoho-sync) (?=[a-z])/;

/**
 * What is wrong with a command of ours as a page writes it: with what comes before it in a shell, or bare (`webhooks renew
 * --module M,…`). Undefined where nothing is, and for a bare text that isn't meant to be one.
 */
export function commandProblem(program: Command, text: string): string | undefined {
  const bare = text.replace(prefix, '');
  const words = (bare.split(/[#)|>]/)[0] ?? '')
    .replaceAll(/[[\]`]/g, ' ')
    .trim()
    .split(/\s+/);
  const { command, path } = commandAt(program, words);
  if (path.length === 0 && bare === text) return undefined;
  const rest = words.slice(path.length);
  const [next = ''] = rest;
  if (command.commands.length > 0 && /^[a-z]/.test(next)) return `no ${[...path, next].join(' ')}`;
  const known = ['--help', ...command.options.map(({ long }) => long)];
  const unknown = rest
    .flatMap((word) => /^--[\w-]+/.exec(word)?.[0] ?? [])
    .filter((option) => !known.includes(option));
  return unknown.length === 0 ? undefined : `no ${unknown.join(', ')} of ${path.join(' ')}`;
}

/** How far the words name commands, and the last one they name. */
function commandAt(
  program: Command,
  words: readonly string[],
): { command: Command; path: readonly string[] } {
  const path: string[] = [];
  let command: Command | undefined = program;
  for (let next: Command | undefined = program; next !== undefined;) {
    command = next;
    const word = words[path.length];
    next = command.commands.find((known) => known.name() === word);
    if (next !== undefined && word !== undefined) path.push(word);
  }
  return { command, path };
}

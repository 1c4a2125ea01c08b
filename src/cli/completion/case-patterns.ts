import { type CompletedCommand, type OptionValues } from './completed-words.js';

/** Patterns of a shell's `case` for every command: the words before it, and its own. */
export function knownPaths(commands: readonly CompletedCommand[]): string {
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  return paths.map((path) => (path.includes(' ') ? `'${path}'` : `' ${path}'`)).join('|');
}

/** A line for every option that takes a value. */
export function valueCases(
  commands: readonly CompletedCommand[],
  valueCase: (path: string, name: string, values: OptionValues) => string,
): string {
  return commands
    .flatMap(({ path, options }) =>
      options.map(({ name, values }) =>
        values === undefined ? [] : [valueCase(path, name, values)],
      ),
    )
    .flat()
    .join('\n');
}

import { type Command, type Option } from 'commander';

/** What may stand for a value; a shell completes these, and files where it is `files`. */
export type OptionValues = readonly string[] | 'files';

/** A word that may come next, and what it means. */
export interface CompletedOption {
  readonly name: string;
  readonly about: string;
  /** Undefined where it takes no value; none where it takes one that nobody can know. */
  readonly values: OptionValues | undefined;
}

/** What may follow the words of one command. */
export interface CompletedCommand {
  /** The words that lead to it: `webhooks list`; empty for the program. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly options: readonly CompletedOption[];
  /** Of its first argument. */
  readonly argument: OptionValues;
}

/** Every command of the program, with what may follow it. `modules` are the names that stand for a module. */
export function completedCommands(
  program: Command,
  modules: readonly string[],
): readonly CompletedCommand[] {
  return walk(program, []).map(([command, path]) => ({
    path: path.join(' '),
    commands: command.commands.map((each) => ({ name: each.name(), about: each.description() })),
    options: [
      ...command.options.map((option) => ({
        name: option.long ?? option.flags,
        about: option.description,
        values: valuesOf(option, modules),
      })),
      { name: '--help', about: 'what it does, and how', values: undefined },
    ],
    argument:
      command.registeredArguments[0]?.name() === 'module'
        ? modules
        : (command.registeredArguments[0]?.argChoices ?? []),
  }));
}

function valuesOf(option: Option, modules: readonly string[]): OptionValues | undefined {
  if (!option.required && !option.optional) return undefined;
  if (option.argChoices !== undefined) return option.argChoices;
  const [, value = ''] = /[<[]([a-z]+)/.exec(option.flags) ?? [];
  if (value === 'file') return 'files';
  return value.startsWith('module') ? modules : [];
}

function walk(
  command: Command,
  path: readonly string[],
): readonly (readonly [Command, readonly string[]])[] {
  const below = command.commands.flatMap((each) => walk(each, [...path, each.name()]));
  return [[command, path], ...below];
}

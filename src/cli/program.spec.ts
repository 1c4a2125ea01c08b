import { type Command } from 'commander';
import { describe, expect, it } from '@jest/globals';

import { commandProblem } from '../../test/docs/commands.js';
import { CliCommand } from './commands/cli-command.js';
import { buildProgram, inOurCase } from './program.js';

function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

describe('the help of every command', () => {
  const program = buildProgram();
  const commands = leavesOf(program).map((command) => [command.name(), command] as const);

  it.each(commands)('has examples that can be typed: %s', (_name, command) => {
    const examples = command instanceof CliCommand ? command.examples : [];

    expect(examples).not.toEqual([]);
    expect(examples.flatMap((call) => commandProblem(program, `zoho-sync ${call}`) ?? [])).toEqual(
      [],
    );
  });

  it.each(commands)('says what each argument is: %s', (_name, command) => {
    expect(command.registeredArguments.filter(({ description }) => description === '')).toEqual([]);
  });
});

describe('inOurCase', () => {
  it.each([
    [
      ['STATUS', '--json'],
      ['status', '--json'],
    ],
    [
      ['Records', 'Show', 'Accounts', '1'],
      ['records', 'show', 'Accounts', '1'],
    ],
    [['explode'], ['explode']],
    [
      ['memory', 'search', 'Status'],
      ['memory', 'search', 'Status'],
    ],
    [[], []],
  ])('finds commands in any case, and leaves the rest: %j', (typed, meant) => {
    expect(inOurCase(typed, buildProgram())).toEqual(meant);
  });
});

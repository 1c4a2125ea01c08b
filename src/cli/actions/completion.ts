import { type Command } from 'commander';

import { namesOf, usualModules } from '../../crm/modules.js';
import { bashScript } from '../completion/bash-script.js';
import { completedCommands } from '../completion/completed-words.js';
import { fishScript } from '../completion/fish-script.js';
import { zshScript } from '../completion/zsh-script.js';
import { type Shell } from '../completion/shells.js';

const scripts = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
} as const satisfies Record<Shell, unknown>;

/** Prints the shell's own script; nothing is installed. */
export function printCompletion(shell: Shell, _options: object, command: Command): void {
  let program = command;
  while (program.parent !== null) program = program.parent;
  process.stdout.write(scripts[shell](completedCommands(program, namesOf(usualModules))));
}

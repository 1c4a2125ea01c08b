import { Argument } from 'commander';

import { type CliCommand } from './cli-command.js';
import { shells } from '../completion/shells.js';

export function addCompletionCommand(program: CliCommand): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands, options and modules')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .example(
      'completion bash > ~/.local/share/bash-completion/completions/zoho-sync',
      'completion zsh > "${fpath[1]}/_zoho-sync"',
      'completion fish > ~/.config/fish/completions/zoho-sync.fish',
    )
    .runs(
      () => import('../actions/completion.js'),
      ({ printCompletion }) => printCompletion,
    );
}

import { InvalidArgumentError } from 'commander';

import { type CliCommand } from './cli-command.js';

export function addStatusCommand(program: CliCommand): void {
  program
    .command('status')
    .description(
      'which processes are alive, what waits and for how long, what failed, what memory holds',
    )
    .option('--refused', 'the deliveries that were refused: why, and the last hundred')
    .option('--watch [seconds]', 'again and again, until Ctrl-C', secondsFrom)
    .option('--json', 'for programs')
    .example('status', 'status --watch 5', 'status --refused')
    .runs(
      () => import('../actions/status.js'),
      ({ showStatus }) => showStatus,
    );
}

function secondsFrom(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError('It must be from 1 to 3600 seconds.');
}

import { wholeNumber } from '../options/number-option.js';
import { type CliCommand } from './cli-command.js';

export function addListenCommand(program: CliCommand): void {
  program
    .command('listen')
    .description('deliveries, and what became of their records, as they happen, until Ctrl-C')
    .option('--last <n>', 'begin with the last n deliveries', wholeNumber, 0)
    .option('--json', 'for programs: a line of JSON for each')
    .example('listen', 'listen --last 20', 'listen --json')
    .runs(
      () => import('../actions/listen.js'),
      ({ listen }) => listen,
    );
}

import { type CliCommand } from './cli-command.js';
import { recordId } from '../options/record-option.js';
import { atLeastOne } from '../options/number-option.js';

const actions = () => import('../actions/dead-letters.js');

export function addDeadLetterCommands(program: CliCommand): void {
  const letters = program
    .command('dead-letters')
    .description('records that could not be synced: what was wrong, and trying again');
  filtered(letters, 'list', 'by error, and the newest singly')
    .example('dead-letters list', 'dead-letters list --module Deals --limit 5')
    .runs(actions, ({ listDeadLetters }) => listDeadLetters);
  letters
    .command('show')
    .argument('<module>', 'as ZOHO_MODULES names it, in any case')
    .argument('<id>', 'id of the record', recordId)
    .description('one dead letter: its error and what led to it')
    .option('--json', 'for programs')
    .example('dead-letters show Deals 5437000000391001')
    .runs(actions, ({ showDeadLetter }) => showDeadLetter);
  filtered(
    letters,
    'replay',
    'try again, a few first and then more; stops by itself where they fail again',
  )
    .option('--dry-run', 'only count')
    .example('dead-letters replay --dry-run', 'dead-letters replay --code zoho.unavailable')
    .runs(actions, ({ replayDeadLetters }) => replayDeadLetters);
  filtered(letters, 'discard', 'forget dead letters; memory keeps what it has of their records')
    .option('--dry-run', 'only count')
    .option('--yes', 'without asking')
    .example('dead-letters discard --module Notes --dry-run')
    .runs(actions, ({ discardDeadLetters }) => discardDeadLetters);
}

function filtered(letters: CliCommand, name: string, description: string): CliCommand {
  return letters
    .command(name)
    .description(description)
    .option('--module <module>', 'only of this module')
    .option('--id <id>', 'only this record', recordId)
    .option('--code <code>', 'only with this error, by its code')
    .option('--limit <n>', 'at most this many', atLeastOne)
    .option('--json', 'for programs');
}

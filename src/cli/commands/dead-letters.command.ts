import { type Command, InvalidArgumentError } from 'commander';

import { isRecordId } from '../../crm/record-ref.js';
import { lazily } from '../lazily.js';
import { moduleNamed } from '../options/module-option.js';
import { atLeastOne } from '../options/number-option.js';

const actions = () => import('../actions/dead-letters.js');

export function addDeadLetterCommands(program: Command): void {
  const letters = program
    .command('dead-letters')
    .description('records that could not be synced: what was wrong, and trying again');
  filtered(letters, 'list', 'by error, and the newest singly').action(
    lazily(actions, ({ listDeadLetters }) => listDeadLetters),
  );
  letters
    .command('show <module> <id>')
    .description('one dead letter: its error and what led to it')
    .option('--json', 'for programs')
    .action(lazily(actions, ({ showDeadLetter }) => showDeadLetter));
  filtered(
    letters,
    'replay',
    'try again, a few first and then more; stops by itself where they fail again',
  )
    .option('--dry-run', 'only count')
    .action(lazily(actions, ({ replayDeadLetters }) => replayDeadLetters));
  filtered(letters, 'discard', 'forget dead letters; memory keeps what it has of their records')
    .option('--dry-run', 'only count')
    .option('--yes', 'without asking')
    .action(lazily(actions, ({ discardDeadLetters }) => discardDeadLetters));
}

function filtered(letters: Command, name: string, description: string): Command {
  return letters
    .command(name)
    .description(description)
    .option('--module <module>', 'only of this module', moduleNamed)
    .option('--id <id>', 'only this record', recordIdFrom)
    .option('--code <code>', 'only with this error, by its code')
    .option('--limit <n>', 'at most this many', atLeastOne)
    .option('--json', 'for programs');
}

function recordIdFrom(text: string): string {
  if (isRecordId(text)) return text;
  throw new InvalidArgumentError('It is not the id of a record.');
}

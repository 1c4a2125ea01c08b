import { type Command } from 'commander';

import { lazily } from '../lazily.js';
import { wholeNumber } from '../options/number-option.js';

const actions = () => import('../actions/records.js');

export function addRecordCommands(program: Command): void {
  const records = program.command('records').description('single records');
  records
    .command('erase <module> <id>')
    .description('forget a record for good: memory, ledger, queues, what deliveries carried')
    .option('--until-changed', 'let it come back once the CRM changes it')
    .option('--yes', 'without asking')
    .option('--json', 'for programs')
    .action(lazily(actions, ({ eraseRecord }) => eraseRecord));
  records
    .command('show <module> <id>')
    .description('what memory holds of a record, what is pending, and its last error')
    .option('--live', 'ask the CRM too, and compare')
    .option('--max-age <seconds>', 'ask the CRM where memory is older', wholeNumber)
    .option('--json', 'for programs')
    .action(lazily(actions, ({ showRecord }) => showRecord));
  records
    .command('related <module> <id>')
    .description('what belongs to a record')
    .option('--module <modules>', 'only of these')
    .option('--max-age <seconds>', 'ask the CRM where memory is older', wholeNumber)
    .option('--json', 'for programs')
    .action(lazily(actions, ({ showRelated }) => showRelated));
}

import { type CliCommand } from './cli-command.js';
import { givenModules } from '../options/module-option.js';
import { recordId } from '../options/record-option.js';
import { wholeNumber } from '../options/number-option.js';

const actions = () => import('../actions/records.js');

export function addRecordCommands(program: CliCommand): void {
  const records = program.command('records').description('single records');
  records
    .command('erase')
    .argument('<module>', 'as ZOHO_MODULES names it, in any case')
    .argument('<id>', 'id of the record', recordId)
    .description('forget a record for good: memory, ledger, queues, what deliveries carried')
    .option('--until-changed', 'let it come back once the CRM changes it')
    .option('--yes', 'without asking')
    .option('--json', 'for programs')
    .example('records erase Contacts 5437000000391001')
    .runs(actions, ({ eraseRecord }) => eraseRecord);
  records
    .command('show')
    .argument('<module>', 'as ZOHO_MODULES names it, in any case')
    .argument('<id>', 'id of the record', recordId)
    .description('what memory holds of a record, what is pending, and its last error')
    .option('--live', 'ask the CRM too, and compare')
    .option('--max-age <seconds>', 'ask the CRM where memory is older', wholeNumber)
    .option('--json', 'for programs')
    .example('records show Accounts 5437000000391001 --live')
    .runs(actions, ({ showRecord }) => showRecord);
  records
    .command('related')
    .argument('<module>', 'as ZOHO_MODULES names it, in any case')
    .argument('<id>', 'id of the record', recordId)
    .description('what belongs to a record')
    .option('--module <modules>', 'only of these, separated by commas', givenModules)
    .option('--max-age <seconds>', 'ask the CRM where memory is older', wholeNumber)
    .option('--json', 'for programs')
    .example('records related Accounts 5437000000391001 --module Deals')
    .runs(actions, ({ showRelated }) => showRelated);
}

import { type Command } from 'commander';

import { lazily } from '../lazily.js';
import { atLeastOne, wholeNumber } from '../options/number-option.js';
import { conditionsSoFar } from '../options/where-option.js';

const actions = () => import('../actions/memory.js');

export function addMemoryCommands(program: Command): void {
  const memory = program.command('memory').description('what the assistant remembers');
  memory
    .command('search <words...>')
    .description('the documents in memory that match best')
    .option('--module <modules>', 'only of these')
    .option('--limit <n>', 'how many at most', atLeastOne, 10)
    .option('--max-age <seconds>', 'ask the CRM where memory is older', wholeNumber)
    .option('--json', 'for programs')
    .action(lazily(actions, ({ searchMemory }) => searchMemory));
  memory
    .command('find <module>')
    .description('the records of which all that is true')
    .option('--where <condition>', '"Stage = Negotiation"; may come again', conditionsSoFar)
    .option('--order-by <field...>', 'Amount, or -Amount for the greatest first')
    .option('--limit <n>', 'how many at most', atLeastOne, 20)
    .option('--cursor <cursor>', 'go on where an answer ended')
    .option('--max-age <seconds>', 'ask the CRM where memory is older', wholeNumber)
    .option('--json', 'for programs')
    .action(lazily(actions, ({ findRecords }) => findRecords));
  memory
    .command('aggregate <module>')
    .description('numbers over the records of which all that is true')
    .requiredOption('--measure <measure>', 'count, sum, avg, min or max')
    .option('--field <field>', 'what is measured')
    .option('--group-by <field...>', 'a number for each of its values')
    .option('--where <condition>', '"Stage = Negotiation"; may come again', conditionsSoFar)
    .option('--json', 'for programs')
    .action(lazily(actions, ({ aggregateRecords }) => aggregateRecords));
  memory
    .command('ask <words...>')
    .description('what the memory makes of a question; only a memory with a language model can')
    .option('--json', 'for programs')
    .action(lazily(actions, ({ askMemory }) => askMemory));
}

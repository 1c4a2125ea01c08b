import { Option } from 'commander';

import { type CliCommand } from './cli-command.js';
import { givenModules } from '../options/module-option.js';
import { atLeastOne, wholeNumber } from '../options/number-option.js';
import { conditionsSoFar } from '../options/where-option.js';

const actions = () => import('../actions/memory.js');

export function addMemoryCommands(program: CliCommand): void {
  const memory = program.command('memory').description('what the assistant remembers');
  addSearch(memory);
  addFind(memory);
  addAggregate(memory);
  memory
    .command('ask')
    .argument('<words...>', 'the question')
    .description('what the memory makes of a question; only a memory with a language model can')
    .option('--json', 'for programs')
    .example('memory ask "which deals are at risk?"')
    .runs(actions, ({ askMemory }) => askMemory);
}

function addSearch(memory: CliCommand): void {
  memory
    .command('search')
    .argument('<words...>', 'what to look for')
    .description('the documents in memory that match best')
    .option('--module <modules>', 'only of these, separated by commas', givenModules)
    .option('--limit <n>', 'how many at most', atLeastOne, 10)
    .option('--max-age <seconds>', 'ask the CRM where memory is older', wholeNumber)
    .option('--json', 'for programs')
    .example(
      'memory search sorting robots --module Accounts,Deals',
      'memory search "who is in charge of Fennec" --max-age 60',
    )
    .runs(actions, ({ searchMemory }) => searchMemory);
}

function addFind(memory: CliCommand): void {
  memory
    .command('find')
    .argument('<module>', 'as ZOHO_MODULES names it, in any case')
    .description('the records of which all that is true')
    .option('--where <condition>', '"Stage = Negotiation"; may come again', conditionsSoFar)
    .option('--order-by <field...>', 'Amount, or -Amount for the greatest first')
    .option('--limit <n>', 'how many at most', atLeastOne, 20)
    .option('--cursor <cursor>', 'go on where an answer ended')
    .option('--max-age <seconds>', 'ask the CRM where memory is older', wholeNumber)
    .option('--json', 'for programs')
    .example(
      'memory find Deals --where "Stage = Negotiation" --order-by -Amount --limit 5',
      'memory find Activities --where "Due date within this week"',
    )
    .runs(actions, ({ findRecords }) => findRecords);
}

function addAggregate(memory: CliCommand): void {
  memory
    .command('aggregate')
    .argument('<module>', 'as ZOHO_MODULES names it, in any case')
    .description('numbers over the records of which all that is true')
    .addOption(
      new Option('--measure <measure>', 'which number')
        .choices(['count', 'sum', 'avg', 'min', 'max'])
        .makeOptionMandatory(),
    )
    .option('--field <field>', 'what is measured')
    .option('--group-by <field...>', 'a number for each of its values')
    .option('--where <condition>', '"Stage = Negotiation"; may come again', conditionsSoFar)
    .option('--json', 'for programs')
    .example('memory aggregate Deals --measure sum --field Amount --group-by Stage')
    .runs(actions, ({ aggregateRecords }) => aggregateRecords);
}

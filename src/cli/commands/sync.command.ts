import { type CliCommand } from './cli-command.js';
import { recordId } from '../options/record-option.js';
import { givenModules } from '../options/module-option.js';
import { wholeNumber } from '../options/number-option.js';

const usualSample = 20;

export function addSyncCommands(program: CliCommand): void {
  const sync = program.command('sync').description('bring in what notifications did not tell');
  addModified(sync);
  addFull(sync);
  addVerify(sync);
  sync
    .command('record')
    .argument('<module>', 'as ZOHO_MODULES names it, in any case')
    .argument('<id>', 'id of the record', recordId)
    .description('queue one record')
    .option('--json', 'for programs')
    .example('sync record Accounts 5437000000391001')
    .runs(
      () => import('../actions/sync/sync.js'),
      ({ syncRecord }) => syncRecord,
    );
}

function addModified(sync: CliCommand): void {
  sync
    .command('modified')
    .description('queue what was modified or deleted since the last sweep')
    .option('--module <modules>', 'only these, separated by commas', givenModules)
    .option('--json', 'for programs')
    .example('sync modified --module Deals')
    .runs(
      () => import('../actions/sync/sync.js'),
      ({ sweepModified }) => sweepModified,
    );
}

function addFull(sync: CliCommand): void {
  sync
    .command('full')
    .description('compare all records with memory, and queue those that differ; also the backfill')
    .option('--module <modules>', 'only these, separated by commas', givenModules)
    .option('--dry-run', 'only look, and say what would be queued')
    .option('--content', 'read also by itself each record that lists do not show whole')
    .option('--accept-deletions', 'remove also what looks like a lost permission')
    .option('--yes', 'without asking, also to remove what is left of modules synced no more')
    .option('--json', 'for programs')
    .example('sync full --dry-run', 'sync full --module Accounts,Contacts')
    .runs(
      () => import('../actions/sync/sync-full.js'),
      ({ compareFully }) => compareFully,
    );
}

function addVerify(sync: CliCommand): void {
  sync
    .command('verify')
    .description(
      'prove that memory equals the CRM, or show what differs; exits with 1 if anything does',
    )
    .option('--module <modules>', 'only these, separated by commas', givenModules)
    .option(
      '--sample <n>',
      'records of each module that are read by themselves and searched for in memory',
      wholeNumber,
      usualSample,
    )
    .option(
      '--all',
      'all of them: each that lists do not show whole is read, each document is searched for',
    )
    .option('--json', 'for programs')
    .example('sync verify --all')
    .runs(
      () => import('../actions/sync/sync-verify.js'),
      ({ proveMemory }) => proveMemory,
    );
}

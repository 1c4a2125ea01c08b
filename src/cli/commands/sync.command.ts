import { type Command } from 'commander';

import { lazily } from '../lazily.js';
import { apiModulesFrom } from '../options/module-option.js';
import { wholeNumber } from '../options/number-option.js';

const usualSample = 20;

export function addSyncCommands(program: Command): void {
  const sync = program.command('sync').description('bring in what notifications did not tell');
  addModified(sync);
  addFull(sync);
  addVerify(sync);
  sync
    .command('record <module> <id>')
    .description('queue one record')
    .option('--json', 'for programs')
    .action(
      lazily(
        () => import('../actions/sync.js'),
        ({ syncRecord }) => syncRecord,
      ),
    );
}

function addModified(sync: Command): void {
  sync
    .command('modified')
    .description('queue what was modified or deleted since the last sweep')
    .option('--module <modules>', 'only these, separated by commas', apiModulesFrom)
    .option('--json', 'for programs')
    .action(
      lazily(
        () => import('../actions/sync.js'),
        ({ sweepModified }) => sweepModified,
      ),
    );
}

function addFull(sync: Command): void {
  sync
    .command('full')
    .description('compare all records with memory, and queue those that differ; also the backfill')
    .option('--module <modules>', 'only these, separated by commas', apiModulesFrom)
    .option('--dry-run', 'only look, and say what would be queued')
    .option('--accept-deletions', 'remove also what looks like a lost permission')
    .option('--yes', 'without asking')
    .option('--json', 'for programs')
    .action(
      lazily(
        () => import('../actions/sync-full.js'),
        ({ compareFully }) => compareFully,
      ),
    );
}

function addVerify(sync: Command): void {
  sync
    .command('verify')
    .description(
      'prove that memory equals the CRM, or show what differs; exits with 1 if anything does',
    )
    .option('--module <modules>', 'only these, separated by commas', apiModulesFrom)
    .option(
      '--sample <n>',
      'records of each module whose content is compared',
      wholeNumber,
      usualSample,
    )
    .option('--json', 'for programs')
    .action(
      lazily(
        () => import('../actions/sync-verify.js'),
        ({ proveMemory }) => proveMemory,
      ),
    );
}

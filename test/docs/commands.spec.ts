import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';

import { commandProblem } from './commands.js';

const program = new Command('zoho-sync');
program.command('status').option('--watch [seconds]').option('--json');
program.command('sync').command('full').option('--module <modules>');

describe('a command on a page', () => {
  it.each([
    'status',
    'status --help',
    'status [--watch]',
    'sync full --module Deals',
    'zoho-sync sync full',
    'npm run -s cli -- sync full --module Deals   # only these',
    'docker compose exec worker node dist/src/cli/main.js status --json',
    'TOKEN=$(npm run -s cli -- status --json)',
    'npm run -s cli -- <command>',
    'sync …',
  ])('may be %s', (text) => {
    expect(commandProblem(program, text)).toBeUndefined();
  });

  it.each(['web', 'npm run bench -- ingest', '--nonsense', 'POST /sync', ''])(
    'is not %j',
    (text) => {
      expect(commandProblem(program, text)).toBeUndefined();
    },
  );

  it.each([
    ['zoho-sync stats', 'no stats'],
    ['npm run -s cli -- stats', 'no stats'],
    ['sync everything', 'no sync everything'],
    ['sync full --modules Deals', 'no --modules of sync full'],
    ['npm run -s cli -- status --wach 1', 'no --wach of status'],
    ['npm run -s cli -- status --json --module M', 'no --module of status'],
  ])('can not be %s', (text, problem) => {
    expect(commandProblem(program, text)).toBe(problem);
  });
});

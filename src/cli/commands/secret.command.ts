import { randomBytes } from 'node:crypto';

import { type Command } from 'commander';

import { print } from '../output.js';

export function addSecretCommands(program: Command): void {
  const secret = program
    .command('secret')
    .description('the secret that deliveries are signed with');
  secret
    .command('generate')
    .description('print a new secret for WEBHOOK_SECRET; nothing is stored')
    .option('--json', 'for programs')
    .action((options: { json?: boolean }) => {
      const value = randomBytes(32).toString('hex');
      print({ json: { secret: value }, text: value }, options.json === true);
    });
}

import { type Command } from 'commander';

import { lazily } from '../lazily.js';

export function addSecretCommands(program: Command): void {
  const secret = program
    .command('secret')
    .description('the secret that deliveries are signed with');
  secret
    .command('generate')
    .description('print a new secret for WEBHOOK_SECRET; nothing is stored')
    .option('--json', 'for programs')
    .action(
      lazily(
        () => import('../actions/secret-generate.js'),
        ({ generateSecret }) => generateSecret,
      ),
    );
  secret
    .command('rotate')
    .description(
      'change the secret without losing a delivery: begins the change; called again, says how far it is',
    )
    .option('--write-env [file]', 'change this file (.env) instead of printing what to change')
    .option('--json', 'for programs')
    .action(
      lazily(
        () => import('../actions/secret-rotate.js'),
        ({ rotateSecret }) => rotateSecret,
      ),
    );
}

import { type CliCommand } from './cli-command.js';

export function addSecretCommands(program: CliCommand): void {
  const secret = program
    .command('secret')
    .description('the secret that deliveries are signed with');
  secret
    .command('generate')
    .description('print a new secret for WEBHOOK_SECRET; nothing is stored')
    .option('--json', 'for programs')
    .example('secret generate')
    .runs(
      () => import('../actions/secret-generate.js'),
      ({ generateSecret }) => generateSecret,
    );
  secret
    .command('rotate')
    .description(
      'change the secret without losing a delivery: begins the change; called again, says how far it is',
    )
    .option('--write-env [file]', 'change this file (.env) instead of printing what to change')
    .option('--json', 'for programs')
    .example('secret rotate --write-env')
    .runs(
      () => import('../actions/secret-rotate.js'),
      ({ rotateSecret }) => rotateSecret,
    );
}

import { type Command } from 'commander';

import { lazily } from '../lazily.js';

const actions = () => import('../actions/auth.js');

export function addAuthCommands(program: Command): void {
  const auth = program.command('auth').description("Zoho's credentials");
  auth
    .command('exchange')
    .description('turn the grant code of a self client into a refresh token')
    .requiredOption('--code <code>', 'from the API console; it works once, for ten minutes at most')
    .option('--write-env [file]', 'write the token into this file (.env) and do not show it')
    .option('--json', 'for programs')
    .action(lazily(actions, ({ exchangeCode }) => exchangeCode));
  auth
    .command('check')
    .description('whose credentials these are, and what they allow; costs one access token')
    .option('--json', 'for programs')
    .action(lazily(actions, ({ checkCredentials }) => checkCredentials));
}

import { type CliCommand } from './cli-command.js';

const actions = () => import('../actions/auth.js');

export function addAuthCommands(program: CliCommand): void {
  const auth = program.command('auth').description("Zoho's credentials");
  auth
    .command('exchange')
    .description('turn the grant code of a self client into a refresh token')
    .requiredOption('--code <code>', 'from the API console; it works once, for ten minutes at most')
    .option('--write-env [file]', 'write the token into this file (.env) and do not show it')
    .option('--json', 'for programs')
    .example('auth exchange --code 1000.abc --write-env')
    .runs(actions, ({ exchangeCode }) => exchangeCode);
  auth
    .command('check')
    .description('whose credentials these are, and what they allow; costs one access token')
    .option('--json', 'for programs')
    .example('auth check')
    .runs(actions, ({ checkCredentials }) => checkCredentials);
}

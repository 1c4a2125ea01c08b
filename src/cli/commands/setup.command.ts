import { type CliCommand } from './cli-command.js';

export function addSetupCommand(program: CliCommand): void {
  program
    .command('setup')
    .description(
      'ask for what the service needs, test it, write it into .env, and register with Zoho; what is set already is kept',
    )
    .option('--without-zoho', 'records come from the deliveries themselves (payload mode)')
    .option('--data-center <name>', 'of the organisation: us, eu, in, …')
    .option('--client-id <id>', 'of a Self Client, from the API console')
    .option('--client-secret <secret>', 'of it; better in ZOHO_CLIENT_SECRET, where nobody sees it')
    .option('--code <code>', 'a code that was generated for it; it works once, for ten minutes')
    .option('--base-url <url>', 'the public https address of this service')
    .option('--redis-url <url>', 'redis://… or rediss://… (usual: redis://127.0.0.1:6379)')
    .option('--memory <sink>', 'local, postgres or cognee (usual: local)')
    .option('--memory-url <url>', 'postgres://…, for postgres')
    .option('--cognee-url <url>', 'for cognee')
    .option('--cognee-api-key <key>', 'for cognee; better in COGNEE_API_KEY')
    .option('--no-register', 'make no channels yet')
    .option('--json', 'for programs')
    .example(
      'setup',
      'setup --without-zoho',
      'setup --data-center eu --client-id 1000.ABC --code 1000.def --base-url https://hooks.example.com',
    )
    .runs(
      () => import('../actions/setup.js'),
      ({ setUp }) => setUp,
    );
}

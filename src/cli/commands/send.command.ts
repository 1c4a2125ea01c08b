import { type Command } from 'commander';

import { lazily } from '../lazily.js';

export function addSendCommand(program: Command): void {
  program
    .command('send')
    .description('send a signed test delivery to a running service')
    .option('--module <module>', 'module of the record', 'Accounts')
    .option('--id <id>', 'id of the record')
    .option('--operation <operation>', 'create, update, delete or restore', 'update')
    .option('--file <file>', 'send this JSON file instead')
    .option('--url <url>', 'where the service listens (default: this machine, PORT)')
    .option('--json', 'for programs')
    .action(
      lazily(
        () => import('../actions/send.js'),
        ({ sendDelivery }) => sendDelivery,
      ),
    );
}

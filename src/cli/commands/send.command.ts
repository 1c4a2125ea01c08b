import { Option } from 'commander';

import { type CliCommand } from './cli-command.js';

export function addSendCommand(program: CliCommand): void {
  program
    .command('send')
    .description('send a signed test delivery to a running service')
    .option('--module <module>', 'module of the record', 'Accounts')
    .option('--id <id>', 'id of the record')
    .addOption(
      new Option('--operation <operation>', 'what happened to it')
        .choices(['create', 'update', 'delete', 'restore'])
        .default('update'),
    )
    .option('--file <file>', 'send this JSON file instead')
    .option('--url <url>', 'where the service listens (default: this machine, PORT)')
    .option('--json', 'for programs')
    .example(
      'send --module Deals --id 5437000000391001',
      'send --id 5437000000391001 --operation delete',
      'send --file delivery.json --url https://hooks.example.com',
    )
    .runs(
      () => import('../actions/send.js'),
      ({ sendDelivery }) => sendDelivery,
    );
}

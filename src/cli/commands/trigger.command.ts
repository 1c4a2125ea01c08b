import { Option } from 'commander';

import { changeKinds } from '../../crm/change-event.js';
import { deliverySources } from '../delivery/delivery-sources.js';
import { recordId } from '../options/record-option.js';
import { type CliCommand } from './cli-command.js';

export function addTriggerCommand(program: CliCommand): void {
  program
    .command('trigger')
    .argument('<module>', 'as ZOHO_MODULES names it, in any case')
    .description(
      'send a delivery as Zoho would: of a made-up record without credentials, of one in memory with them',
    )
    .addOption(
      new Option('--operation <operation>', 'what happened').choices(changeKinds).default('create'),
    )
    .addOption(
      new Option('--from <sender>', 'a program that signs, a workflow rule, or a channel of Zoho')
        .choices(deliverySources)
        .default('program'),
    )
    .option('--id <id>', 'this record; nothing is told of its fields', recordId)
    .option('--url <url>', 'where the service listens (default: this machine, PORT)')
    .option('--json', 'for programs')
    .example(
      'trigger Deals',
      'trigger Deals --operation update --from channel',
      'trigger Contacts --id 5437000000391001 --operation delete',
      'trigger Accounts --from workflow',
    )
    .runs(
      () => import('../actions/trigger.js'),
      ({ triggerDelivery }) => triggerDelivery,
    );
}

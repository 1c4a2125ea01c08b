import { type CliCommand } from './cli-command.js';
import { givenModules } from '../options/module-option.js';

const actions = () => import('../actions/webhooks.js');

export function addWebhookCommands(program: CliCommand): void {
  const webhooks = program.command('webhooks').description("Zoho's notification channels");
  addKeeping(webhooks);
  addLooking(webhooks);
  addSwitches(webhooks);
  webhooks
    .command('unregister')
    .description('end every channel of this installation; none is made until `register`')
    .option('--yes', 'without asking')
    .option('--json', 'for programs')
    .example('webhooks unregister')
    .runs(actions, ({ unregisterChannels }) => unregisterChannels);
  webhooks
    .command('token')
    .description('the fixed token (header X-Zoho-Webhook-Token) for workflow-rule webhooks')
    .option('--json', 'for programs')
    .example('webhooks token')
    .runs(
      () => import('../actions/webhooks-token.js'),
      ({ printToken }) => printToken,
    );
}

function command(webhooks: CliCommand, name: string, description: string): CliCommand {
  return webhooks
    .command(name)
    .description(description)
    .option('--module <modules>', 'only these, separated by commas', givenModules)
    .option('--json', 'for programs');
}

function addKeeping(webhooks: CliCommand): void {
  command(webhooks, 'register', 'make Zoho tell of every module: create, renew or correct channels')
    .example('webhooks register', 'webhooks register --module Deals,Notes')
    .runs(actions, ({ registerChannels }) => registerChannels);
  command(webhooks, 'renew', 'renew the channels now, whatever is left of their life')
    .example('webhooks renew')
    .runs(actions, ({ renewChannels }) => renewChannels);
}

function addLooking(webhooks: CliCommand): void {
  webhooks
    .command('list')
    .description('the channels as Zoho has them, how long they live, and when they were last heard')
    .option('--json', 'for programs')
    .example('webhooks list')
    .runs(actions, ({ listChannels }) => listChannels);
  webhooks
    .command('verify')
    .description('compare the channels with what should be; exits with 1 where they differ')
    .option('--json', 'for programs')
    .example('webhooks verify')
    .runs(actions, ({ verifyChannels }) => verifyChannels);
}

function addSwitches(webhooks: CliCommand): void {
  command(webhooks, 'disable', 'end the channels of modules; they stay off until they are enabled')
    .example('webhooks disable --module Notes')
    .runs(actions, ({ disableChannels }) => disableChannels);
  command(webhooks, 'enable', 'make channels that were disabled again')
    .example('webhooks enable --module Notes')
    .runs(actions, ({ enableChannels }) => enableChannels);
}

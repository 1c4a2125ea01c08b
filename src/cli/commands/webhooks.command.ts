import { type Command } from 'commander';

import { lazily } from '../lazily.js';
import { apiModulesFrom } from '../options/module-option.js';

const actions = () => import('../actions/webhooks.js');

export function addWebhookCommands(program: Command): void {
  const webhooks = program.command('webhooks').description("Zoho's notification channels");
  addKeeping(webhooks);
  addLooking(webhooks);
  addSwitches(webhooks);
  webhooks
    .command('unregister')
    .description('end every channel of this installation; none is made until `register`')
    .option('--yes', 'without asking')
    .option('--json', 'for programs')
    .action(lazily(actions, ({ unregisterChannels }) => unregisterChannels));
  webhooks
    .command('token')
    .description('the fixed token (header X-Zoho-Webhook-Token) for workflow-rule webhooks')
    .option('--json', 'for programs')
    .action(
      lazily(
        () => import('../actions/webhooks-token.js'),
        ({ printToken }) => printToken,
      ),
    );
}

function command(webhooks: Command, name: string, description: string): Command {
  return webhooks
    .command(name)
    .description(description)
    .option('--module <modules>', 'only these, separated by commas', apiModulesFrom)
    .option('--json', 'for programs');
}

function addKeeping(webhooks: Command): void {
  command(
    webhooks,
    'register',
    'make Zoho tell of every module: create, renew or correct channels',
  ).action(lazily(actions, ({ registerChannels }) => registerChannels));
  command(webhooks, 'renew', 'renew the channels now, whatever is left of their life').action(
    lazily(actions, ({ renewChannels }) => renewChannels),
  );
}

function addLooking(webhooks: Command): void {
  webhooks
    .command('list')
    .description('the channels as Zoho has them, how long they live, and when they were last heard')
    .option('--json', 'for programs')
    .action(lazily(actions, ({ listChannels }) => listChannels));
  webhooks
    .command('verify')
    .description('compare the channels with what should be; exits with 1 where they differ')
    .option('--json', 'for programs')
    .action(lazily(actions, ({ verifyChannels }) => verifyChannels));
}

function addSwitches(webhooks: Command): void {
  command(
    webhooks,
    'disable',
    'end the channels of modules; they stay off until they are enabled',
  ).action(lazily(actions, ({ disableChannels }) => disableChannels));
  command(webhooks, 'enable', 'make channels that were disabled again').action(
    lazily(actions, ({ enableChannels }) => enableChannels),
  );
}

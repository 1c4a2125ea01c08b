import { type Command } from 'commander';

import { loadSettings } from '../../config/settings.module.js';
import { type ApiModule } from '../../crm/modules.js';
import { AppError, retryNever } from '../../kernel/app-error.js';
import { deriveToken, workflowTokenName } from '../../kernel/signing.js';
import { ChannelRegister } from '../../registration/channel-register.js';
import { ChannelReport } from '../../registration/channel-report.js';
import { isWell } from '../../registration/channel-row.js';
import { ChannelKeeper, type KeptChannel } from '../../registration/keeping/channel-keeper.js';
import { type CliContext, withContext } from '../cli-context.js';
import { apiModulesFrom, syncedModules } from '../module-option.js';
import { keptOutput, rowsOutput, verdictOutput } from '../output/channel-output.js';
import { confirmed } from '../output/confirm.js';
import { print } from '../output/output.js';

interface ChannelOptions {
  readonly module?: readonly ApiModule[];
  readonly json?: boolean;
}

/** How long a command waits while another process changes channels. */
const waitMs = 30_000;

export function addWebhookCommands(program: Command): void {
  const webhooks = program.command('webhooks').description("Zoho's notification channels");
  addKeeping(webhooks);
  addLooking(webhooks);
  addSwitches(webhooks);
  addUnregister(webhooks);
  webhooks
    .command('token')
    .description('the fixed token (header X-Zoho-Webhook-Token) for workflow-rule webhooks')
    .option('--json', 'for programs')
    .action(async (options: { json?: boolean }) => {
      const settings = await loadSettings();
      const token = deriveToken(settings.webhook.secret, workflowTokenName);
      print({ json: { token }, text: token }, options.json === true);
    });
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
  ).action(async (options: ChannelOptions) => {
    const kept = await withContext(async (context) => {
      await context.get(ChannelRegister).setUnregistered(undefined);
      return keep(context, options, { retryRefused: true });
    });
    report(kept, options);
  });
  command(webhooks, 'renew', 'renew the channels now, whatever is left of their life').action(
    async (options: ChannelOptions) => {
      const kept = await withContext(async (context) => {
        const { unregisteredAtMs } = await context.get(ChannelRegister).read();
        if (unregisteredAtMs !== undefined) throw unregistered();
        return keep(context, options, { renewAll: true });
      });
      report(kept, options);
    },
  );
}

function addLooking(webhooks: Command): void {
  webhooks
    .command('list')
    .description('the channels as Zoho has them, how long they live, and when they were last heard')
    .option('--json', 'for programs')
    .action(async (options: ChannelOptions) => {
      const rows = await withContext((context) => context.get(ChannelReport).present());
      print(rowsOutput(rows), options.json === true);
    });
  webhooks
    .command('verify')
    .description('compare the channels with what should be; exits with 1 where they differ')
    .option('--json', 'for programs')
    .action(async (options: ChannelOptions) => {
      const rows = await withContext((context) => context.get(ChannelReport).present());
      print(verdictOutput(rows), options.json === true);
      if (!rows.every(isWell)) process.exitCode = 1;
    });
}

function addSwitches(webhooks: Command): void {
  command(
    webhooks,
    'disable',
    'end the channels of modules; they stay off until they are enabled',
  ).action(async (options: ChannelOptions) => {
    const kept = await withContext(async (context) => {
      const register = context.get(ChannelRegister);
      const modules = syncedModules(options.module, context.settings);
      for (const api of modules) await register.disable(api, register.now());
      return keep(context, options, {});
    });
    report(kept, options);
  });
  command(webhooks, 'enable', 'make channels that were disabled again').action(
    async (options: ChannelOptions) => {
      const kept = await withContext(async (context) => {
        const register = context.get(ChannelRegister);
        const modules = syncedModules(options.module, context.settings);
        for (const api of modules) await register.enable(api);
        return keep(context, options, {});
      });
      report(kept, options);
    },
  );
}

function addUnregister(webhooks: Command): void {
  webhooks
    .command('unregister')
    .description('end every channel of this installation; none is made until `register`')
    .option('--yes', 'without asking')
    .option('--json', 'for programs')
    .action(async (options: { yes?: boolean; json?: boolean }) => {
      await confirmed(
        'This ends every channel: Zoho tells of no change any more.',
        options.yes === true,
      );
      const ended = await withContext(async (context) => {
        const register = context.get(ChannelRegister);
        await register.setUnregistered(register.now());
        return context.get(ChannelKeeper).end(waitMs);
      });
      const text = ended.length === 0 ? 'There was no channel.' : `Ended: ${ended.join(', ')}.`;
      print({ json: { ended }, text }, options.json === true);
    });
}

interface Kept {
  readonly kept: readonly KeptChannel[];
  /** Modules that have no channel because a person switched them off. */
  readonly disabled: readonly ApiModule[];
}

async function keep(
  context: CliContext,
  { module }: ChannelOptions,
  how: { readonly renewAll?: boolean; readonly retryRefused?: boolean },
): Promise<Kept> {
  const modules = syncedModules(module, context.settings);
  const only = module === undefined ? {} : { only: modules };
  const kept = await context.get(ChannelKeeper).keep({ ...how, ...only, waitMs });
  const { disabled } = await context.get(ChannelRegister).read();
  return { kept, disabled: modules.filter((api) => disabled.has(api)) };
}

function report({ kept, disabled }: Kept, options: ChannelOptions): void {
  const removed = kept.map(({ step }) => step.api);
  const others = disabled.filter((api) => !removed.includes(api));
  print(keptOutput(kept, others), options.json === true);
  if (kept.some(({ outcome }) => outcome.status === 'refused')) process.exitCode = 1;
}

function unregistered(): AppError {
  return new AppError(
    'registration.unregistered',
    'The channels were unregistered: `webhooks register` makes them again.',
    { retry: retryNever },
  );
}

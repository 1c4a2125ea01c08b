import { type ApiModule } from '../../crm/modules.js';
import { AppError, retryNever } from '../../kernel/app-error.js';
import { ChannelRegister } from '../../registration/channel-register.js';
import { ChannelReport } from '../../registration/channel-report.js';
import { isWell } from '../../registration/channel-row.js';
import { ChannelKeeper, type KeptChannel } from '../../registration/keeping/channel-keeper.js';
import { type CliContext, withContext } from '../context/cli-context.js';
import { syncedModules } from '../options/module-option.js';
import { keptOutput, rowsOutput, verdictOutput } from '../output/channel-output.js';
import { confirmed } from '../output/confirm.js';
import { type Output, print } from '../output/output.js';

interface ChannelOptions {
  readonly module?: readonly string[];
  readonly json?: boolean;
}

/** How long a command waits while another process changes channels. */
const waitMs = 30_000;

export async function registerChannels(options: ChannelOptions): Promise<void> {
  print(await registered(options), options.json === true);
}

/** Makes the channels that should be there; what became of them. The process exits with 1 where Zoho refuses one. */
export async function registered(options: ChannelOptions): Promise<Output> {
  const kept = await withContext(async (context) => {
    await context.get(ChannelRegister).setUnregistered(undefined);
    return keep(context, options, { retryRefused: true });
  });
  return outputOf(kept);
}

export async function renewChannels(options: ChannelOptions): Promise<void> {
  const kept = await withContext(async (context) => {
    const { unregisteredAtMs } = await context.get(ChannelRegister).read();
    if (unregisteredAtMs !== undefined) throw unregistered();
    return keep(context, options, { renewAll: true });
  });
  report(kept, options);
}

export async function listChannels(options: ChannelOptions): Promise<void> {
  const rows = await withContext((context) => context.get(ChannelReport).present());
  print(rowsOutput(rows), options.json === true);
}

export async function verifyChannels(options: ChannelOptions): Promise<void> {
  const rows = await withContext((context) => context.get(ChannelReport).present());
  print(verdictOutput(rows), options.json === true);
  if (!rows.every(isWell)) process.exitCode = 1;
}

export async function disableChannels(options: ChannelOptions): Promise<void> {
  const kept = await withContext(async (context) => {
    const channels = context.get(ChannelRegister);
    const modules = syncedModules(options.module, context.settings);
    for (const api of modules) await channels.disable(api, channels.now());
    return keep(context, options, {});
  });
  report(kept, options);
}

export async function enableChannels(options: ChannelOptions): Promise<void> {
  const kept = await withContext(async (context) => {
    const channels = context.get(ChannelRegister);
    const modules = syncedModules(options.module, context.settings);
    for (const api of modules) await channels.enable(api);
    return keep(context, options, {});
  });
  report(kept, options);
}

/** Ends every channel, once a person agreed. */
export async function unregisterChannels(options: {
  yes?: boolean;
  json?: boolean;
}): Promise<void> {
  await confirmed(
    'This ends every channel: Zoho tells of no change any more.',
    options.yes === true,
  );
  const ended = await withContext(async (context) => {
    const channels = context.get(ChannelRegister);
    await channels.setUnregistered(channels.now());
    return context.get(ChannelKeeper).end(waitMs);
  });
  const text = ended.length === 0 ? 'There was no channel.' : `Ended: ${ended.join(', ')}.`;
  print({ json: { ended }, text }, options.json === true);
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

function report(kept: Kept, options: ChannelOptions): void {
  print(outputOf(kept), options.json === true);
}

function outputOf({ kept, disabled }: Kept): Output {
  const removed = kept.map(({ step }) => step.api);
  const others = disabled.filter((api) => !removed.includes(api));
  if (kept.some(({ outcome }) => outcome.status === 'refused')) process.exitCode = 1;
  return keptOutput(kept, others);
}

function unregistered(): AppError {
  return new AppError(
    'registration.unregistered',
    'The channels were unregistered: `zoho-sync webhooks register` makes them again.',
    { retry: retryNever },
  );
}

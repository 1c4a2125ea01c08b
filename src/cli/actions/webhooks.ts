import { type ApiModule } from '../../crm/modules.js';
import { ChannelRegister } from '../../registration/channel-register.js';
import { ChannelReport } from '../../registration/channel-report.js';
import { isWell } from '../../registration/channel-row.js';
import { type ChannelDeed, ChannelRequests } from '../../registration/keeping/channel-requests.js';
import { type KeptRow } from '../../registration/kept-row.js';
import { type CliContext, withContext } from '../context/cli-context.js';
import { syncedModules } from '../options/module-option.js';
import { keptOutput, rowsOutput, verdictOutput } from '../output/channel-output.js';
import { confirmed } from '../output/confirm.js';
import { type Output, print } from '../output/output.js';

interface ChannelOptions {
  readonly module?: readonly string[];
  readonly json?: boolean;
}

export async function registerChannels(options: ChannelOptions): Promise<void> {
  print(await registered(options), options.json === true);
}

/** Makes the channels that should be there; what became of them. The process exits with 1 where Zoho refuses one. */
export async function registered(options: ChannelOptions): Promise<Output> {
  return outputOf(await carriedOut('register', options));
}

export async function renewChannels(options: ChannelOptions): Promise<void> {
  report(await carriedOut('renew', options), options);
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
    return context.get(ChannelRequests).keep(onlyOf(options, context));
  });
  report(kept, options);
}

export async function enableChannels(options: ChannelOptions): Promise<void> {
  const kept = await withContext(async (context) => {
    const channels = context.get(ChannelRegister);
    const modules = syncedModules(options.module, context.settings);
    for (const api of modules) await channels.enable(api);
    return context.get(ChannelRequests).keep(onlyOf(options, context));
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
  const ended = await withContext((context) => context.get(ChannelRequests).unregister());
  const text = ended.length === 0 ? 'There was no channel.' : `Ended: ${ended.join(', ')}.`;
  print({ json: { ended }, text }, options.json === true);
}

function carriedOut(deed: ChannelDeed, options: ChannelOptions): Promise<readonly KeptRow[]> {
  return withContext((context) =>
    context.get(ChannelRequests).carryOut(deed, onlyOf(options, context)),
  );
}

function onlyOf(
  { module }: ChannelOptions,
  { settings }: CliContext,
): readonly ApiModule[] | undefined {
  return module === undefined ? undefined : syncedModules(module, settings);
}

function report(kept: readonly KeptRow[], options: ChannelOptions): void {
  print(outputOf(kept), options.json === true);
}

function outputOf(kept: readonly KeptRow[]): Output {
  if (kept.some(({ status }) => status === 'refused')) process.exitCode = 1;
  return keptOutput(kept);
}

import { type Command } from 'commander';

import { loadSettings } from '../../config/settings.module.js';
import { deriveToken, workflowTokenName } from '../../kernel/signing.js';
import { ChannelRegistrar, type Registration } from '../../registration/channel-registrar.js';
import { withContext } from '../cli-context.js';
import { type Output, print, table } from '../output.js';

export function addWebhookCommands(program: Command): void {
  const webhooks = program.command('webhooks').description("Zoho's notification channels");
  webhooks
    .command('register')
    .description('register a channel for every module, or renew it')
    .option('--json', 'for programs')
    .action(async (options: { json?: boolean }) => {
      const registered = await withContext((context) => context.get(ChannelRegistrar).register());
      print(outputOf(registered), options.json === true);
      if (registered.some(({ status }) => status === 'refused')) process.exitCode = 1;
    });
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

function outputOf(registered: readonly Registration[]): Output {
  const json = registered.map(({ expiresAtMs, ...rest }) => ({
    ...rest,
    expiresAt: expiresAtMs === undefined ? null : new Date(expiresAtMs).toISOString(),
  }));
  const rows = json.map((row) => [
    row.api,
    row.channelId,
    row.status === 'refused' ? `refused: ${row.reason ?? ''}` : row.status,
    row.expiresAt ?? '-',
  ]);
  return { json, text: table(['Module', 'Channel', 'Status', 'Expires'], rows) };
}

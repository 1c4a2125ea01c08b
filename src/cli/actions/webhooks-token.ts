import { deriveToken, workflowTokenName } from '../../kernel/signing.js';
import { commandSettings } from '../context/command-settings.js';
import { print } from '../output/output.js';

/** Prints the fixed token of workflow-rule webhooks. */
export async function printToken(options: { readonly json?: boolean }): Promise<void> {
  const settings = await commandSettings();
  const value = deriveToken(settings.webhook.secret, workflowTokenName);
  print({ json: { token: value }, text: value }, options.json === true);
}

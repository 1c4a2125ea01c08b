import { loadSettings } from '../../config/settings.module.js';
import { deriveToken, workflowTokenName } from '../../kernel/signing.js';
import { print } from '../output/output.js';

/** Prints the fixed token of workflow-rule webhooks. */
export async function printToken(options: { readonly json?: boolean }): Promise<void> {
  const settings = await loadSettings();
  const value = deriveToken(settings.webhook.secret, workflowTokenName);
  print({ json: { token: value }, text: value }, options.json === true);
}

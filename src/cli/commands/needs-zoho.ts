import { type CliContext } from '../cli-context.js';

/** @throws Error where records come from deliveries alone, so that there is nothing to compare with */
export function needsZoho({ settings }: CliContext): void {
  if (settings.zoho.credentials !== undefined) return;
  throw new Error(
    'There are no Zoho credentials, so records come from deliveries alone: set ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET and ZOHO_REFRESH_TOKEN.',
  );
}

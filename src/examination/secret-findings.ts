import { isGuessable } from '../config/forms/guessable.js';
import { type Settings } from '../config/settings.js';
import { type Finding, warning } from './finding.js';

/** Secrets that have less to guess than their length promises. */
export function secretFindings({ http, webhook }: Settings): readonly Finding[] {
  const secrets = {
    ADMIN_TOKEN: http.adminToken,
    READ_TOKEN: http.readToken,
    WEBHOOK_SECRET: webhook.secret,
    WEBHOOK_SECRET_PREVIOUS: webhook.previousSecret,
  };
  return Object.entries(secrets).flatMap(([name, secret]) => {
    if (secret === undefined || !isGuessable(secret.reveal())) return [];
    const remedy = name.startsWith('WEBHOOK')
      ? '`zoho-sync secret rotate --write-env`'
      : `set another: \`openssl rand -hex 32\``;
    return [warning('Secret', `${name} is easy to guess: it repeats itself`, remedy)];
  });
}

import { type Settings } from '../config/settings.js';
import { type ApiModule, apiModulesOf } from '../crm/modules.js';
import { AppError, retryNever } from '../kernel/app-error.js';
import { Secret } from '../kernel/secret.js';
import { channelTokenName, deriveToken, sha256 } from '../kernel/signing.js';
import { type ChannelRequest } from '../zoho/channel-rows.js';

/** Half a day under Zoho's maximum of a week: a clock that is off must not turn it into the silent default of 1 hour. */
const lifetimeMs = 6.5 * 24 * 3600 * 1000;

export interface DesiredChannel extends ChannelRequest {
  readonly api: ApiModule;
}

/**
 * The channels that should exist, following from the settings alone: one per API module, with an id that is stable for
 * this module and public address, and a token derived from the secret.
 * @throws AppError when WEBHOOK_BASE_URL isn't set
 */
export function desiredChannels(settings: Settings, nowMs: number): readonly DesiredChannel[] {
  const { baseUrl, secret } = settings.webhook;
  if (baseUrl === undefined) {
    throw new AppError(
      'registration.no_base_url',
      'WEBHOOK_BASE_URL is not set: Zoho must be told where to send changes.',
      { retry: retryNever },
    );
  }
  return settings.queue.modules.flatMap(apiModulesOf).map((api) => {
    const channelId = channelIdOf(baseUrl, api);
    return {
      api,
      channelId,
      events: [`${api}.all`],
      notifyUrl: `${baseUrl}/webhooks/zoho`,
      token: deriveTokenOf(secret, channelId),
      expiresAtMs: nowMs + lifetimeMs,
    };
  });
}

/** A positive number of at most 18 digits, as Zoho wants it; as text, because a number would lose digits. */
function channelIdOf(baseUrl: string, api: ApiModule): string {
  const bits = sha256(`${baseUrl}\n${api}`).readBigUInt64BE();
  return String((bits % 900_000_000_000_000_000n) + 100_000_000_000_000_000n);
}

function deriveTokenOf(secret: Secret, channelId: string): Secret {
  return new Secret(deriveToken(secret, channelTokenName(channelId)));
}

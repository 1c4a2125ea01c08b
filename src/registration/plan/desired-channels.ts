import { type WebhookSettings } from '../../config/settings.js';
import { type ApiModule } from '../../crm/modules.js';
import { AppError, retryNever } from '../../kernel/app-error.js';
import { sha256 } from '../../kernel/signing.js';
import { type ChannelEvent } from '../../zoho/channels/channel-entries.js';

/** Half a day under Zoho's maximum of a week: a clock that is off must not turn it into the silent default of 1 hour. */
export const lifetimeMs = 6.5 * 24 * 3600 * 1000;

/** A second and a third name, for the case that somebody else's channel has the first. */
const names = 3;

/** A channel that should exist. Its token follows from its id, its expiry from when it is asked for. */
export interface DesiredChannel {
  readonly api: ApiModule;
  readonly events: readonly ChannelEvent[];
  /** The id it should have, and those it may have where that one is somebody else's. */
  readonly channelIds: readonly string[];
}

/**
 * The channels that should exist, following from the settings alone: one per API module, with an id that is stable for
 * this module and public address.
 */
export function desiredChannels(
  apis: readonly ApiModule[],
  baseUrl: string,
): readonly DesiredChannel[] {
  return apis.map((api) => ({
    api,
    events: [`${api}.all`],
    channelIds: Array.from({ length: names }, (_, index) => channelIdOf(baseUrl, api, index)),
  }));
}

/** Where channels send their notifications. @throws AppError when WEBHOOK_BASE_URL isn't set */
export function publicAddressOf({ baseUrl }: WebhookSettings): string {
  if (baseUrl !== undefined) return baseUrl;
  throw new AppError(
    'registration.no_base_url',
    'WEBHOOK_BASE_URL is not set: Zoho must be told where to send changes.',
    { retry: retryNever },
  );
}

export function notifyUrlOf(baseUrl: string): string {
  return `${baseUrl}/webhooks/zoho`;
}

/** A positive number of at most 18 digits, as Zoho wants it; as text, because a number would lose digits. */
function channelIdOf(baseUrl: string, api: ApiModule, index: number): string {
  const name = index === 0 ? `${baseUrl}\n${api}` : `${baseUrl}\n${api}\n${index}`;
  const bits = sha256(name).readBigUInt64BE();
  return String((bits % 900_000_000_000_000_000n) + 100_000_000_000_000_000n);
}

import { type ApiModule } from '../../crm/modules.js';
import { retryLater } from '../../kernel/app-error.js';
import { instantMs } from '../../kernel/iso-time.js';
import { isJsonObject, type JsonObject, jsonObject } from '../../kernel/json.js';
import { Secret } from '../../kernel/secret.js';
import { flag, list, text } from '../../kernel/shape.js';
import { ZohoError } from '../http/zoho-error.js';

/** `Deals.all`: of which module's records a channel tells, and what. */
export type ChannelEvent = `${ApiModule}.${'create' | 'edit' | 'delete' | 'all'}`;

/** A channel as it is asked for. */
export interface ChannelRequest {
  /** A positive integer of up to 18 digits, chosen by whoever asks. */
  readonly channelId: string;
  readonly events: readonly ChannelEvent[];
  readonly notifyUrl: string;
  /** Comes back with every notification; at most 50 characters. */
  readonly token: Secret;
  /** Epoch ms, at most a week ahead; Zoho makes an hour of anything later. */
  readonly expiresAtMs: number;
}

/** One module of a channel, as Zoho confirmed it. The expiry is Zoho's and may differ from the one asked for. */
export interface ConfirmedModule {
  readonly channelId: string | undefined;
  /** The module's API name. */
  readonly api: string;
  readonly expiresAtMs: number | undefined;
}

/** What became of one channel of a call. */
export type ChannelOutcome =
  | { readonly status: 'accepted'; readonly modules: readonly ConfirmedModule[] }
  /** `code` is Zoho's: `NOT_SUBSCRIBED`, `INVALID_DATA`; `field` is what it blames, where it says so. */
  | { readonly status: 'refused'; readonly code: string; readonly field: string | undefined };

/** One module of a channel that exists. */
export interface Channel {
  readonly channelId: string;
  /** The module's API name. */
  readonly api: string;
  /** Zoho gives `Deals.all` as its three parts. */
  readonly events: readonly string[];
  readonly notifyUrl: string | undefined;
  readonly token: Secret | undefined;
  readonly expiresAtMs: number | undefined;
  /** Whether it tells what changed, and tells of related records; undefined where Zoho didn't say. */
  readonly returnsValues: boolean | undefined;
  readonly notifiesRelated: boolean | undefined;
}

/** The channels that exist, and Zoho's clock when it said so (epoch ms), by which their expiry counts. */
export interface ChannelList {
  readonly channels: readonly Channel[];
  readonly serverTimeMs: number | undefined;
}

/** Zoho rejects milliseconds. */
function zohoTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d{3}Z$/, '+00:00');
}

/**
 * The entry of a request body. Without an expiry a channel would live for an hour; related records are left out,
 * because every change of a Contact would be told for its Account too.
 */
export function channelEntry(request: ChannelRequest): JsonObject {
  return {
    channel_id: request.channelId,
    events: request.events,
    channel_expiry: zohoTime(request.expiresAtMs),
    token: request.token.reveal(),
    return_affected_field_values: true,
    notify_on_related_action: false,
    notify_url: request.notifyUrl,
  };
}

/** The entries of an answer; undefined where it has none. */
export function entriesOf(body: unknown): readonly unknown[] | undefined {
  const entries = jsonObject(body)['watch'];
  return Array.isArray(entries) ? entries : undefined;
}

/** What an entry of an answer says. */
export function outcomeFrom(entry: unknown): ChannelOutcome {
  const { status, code, details } = jsonObject(entry);
  const known = jsonObject(details);
  if (status === 'success') return { status: 'accepted', modules: modulesFrom(known) };
  if (status !== 'error' || typeof code !== 'string') throw badChannels('a channel');
  return { status: 'refused', code, field: text(known['api_name']) };
}

/** Enabling lists the modules in `events`; disabling names the one module in `details` itself. */
function modulesFrom(details: JsonObject): readonly ConfirmedModule[] {
  const listed = details['events'];
  const places: readonly unknown[] = Array.isArray(listed) ? listed : [details];
  return places.filter(isJsonObject).flatMap((place) => {
    const api = place['resource_name'] ?? lastPart(place['resource_uri']);
    if (typeof api !== 'string') return [];
    const expiresAtMs = instantMs(place['channel_expiry']);
    return [{ channelId: textFrom(place['channel_id']), api, expiresAtMs }];
  });
}

/** @throws ZohoError `zoho.bad_answer` where the entry isn't a channel */
export function channelFrom(entry: unknown): Channel {
  const row = jsonObject(entry);
  const channelId = textFrom(row['channel_id']);
  const api = textFrom(row['resource_name']);
  if (channelId === undefined || api === undefined) throw badChannels('the list of channels');
  const token = textFrom(row['token']);
  return {
    channelId,
    api,
    events: list(text)(row['events']) ?? [],
    notifyUrl: textFrom(row['notify_url']),
    token: token === undefined ? undefined : new Secret(token),
    expiresAtMs: instantMs(row['channel_expiry']),
    returnsValues: flag(row['return_affected_field_values']),
    notifiesRelated: flag(row['notify_on_related_action']),
  };
}

export function badChannels(subject: string): ZohoError {
  const message = `Zoho's answer for ${subject} doesn't look like channels: it is tried again`;
  return new ZohoError('zoho.bad_answer', message, { retry: retryLater });
}

function textFrom(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function lastPart(uri: unknown): string | undefined {
  return textFrom(uri)?.split('/').at(-1);
}

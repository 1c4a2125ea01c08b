import { type Details, ZohoRefusal } from '../http/exchange.js';
import { isSimModule, type SimModule } from '../records/modules.js';
import { epochMsFrom, hasFraction, wholeSecond } from '../zoho-time.js';
import { channelOperations } from './channels.js';

/** One entry of a request's `watch` list; what it leaves out is undefined. */
export interface ChannelEntry {
  readonly channelId: string;
  readonly events: readonly string[];
  readonly notifyUrl: string | undefined;
  readonly token: string | null | undefined;
  readonly expiresAtMs: number | undefined;
  readonly returnsValues: boolean | undefined;
  readonly notifiesRelated: boolean | undefined;
  readonly condition: unknown;
  readonly deletesEvents: boolean;
}

export interface EntryRules {
  readonly nowMs: number;
  readonly refusedModules: ReadonlySet<string>;
  readonly index: number;
}

const tokenLength = 50;
const hourMs = 60 * 60_000;
const weekMs = 7 * 24 * hourMs;

/** The entry as Zoho reads it (Zoho: "Enable Notifications"); throws the refusal it answers to a wrong one. */
export function channelEntryFrom(raw: Details, rules: EntryRules): ChannelEntry {
  return {
    channelId: channelIdFrom(raw['channel_id'], rules),
    events: eventsFrom(raw['events'], rules),
    notifyUrl: notifyUrlFrom(raw['notify_url'], rules),
    token: tokenFrom(raw['token'], rules),
    expiresAtMs: expiryFrom(raw['channel_expiry'], rules),
    returnsValues: flagFrom(raw, 'return_affected_field_values', rules),
    notifiesRelated: flagFrom(raw, 'notify_on_related_action', rules),
    condition: raw['notification_condition'],
    deletesEvents: raw['_delete_events'] === true,
  };
}

/** An hour when nothing was asked for, and an hour too when more than the week was that Zoho allows. */
export function effectiveExpiry(
  requestedMs: number | undefined,
  nowMs: number,
  longestLifeMs: number,
): number {
  const tooLong = requestedMs === undefined || requestedMs > nowMs + weekMs;
  const grantedMs = tooLong ? nowMs + hourMs : requestedMs;
  return wholeSecond(Math.min(grantedMs, nowMs + longestLifeMs));
}

export function mandatory(field: string, index: number): ZohoRefusal {
  return new ZohoRefusal(
    400,
    'MANDATORY_NOT_FOUND',
    'required field not found',
    place(field, index),
  );
}

function channelIdFrom(value: unknown, { index }: EntryRules): string {
  if (value === undefined || value === null) throw mandatory('channel_id', index);
  // As a JSON number the id may have lost its last digits before anybody could see them.
  const text = Number.isSafeInteger(value) ? (value as number).toString() : value;
  if (typeof text !== 'string') throw invalid('channel_id', index);
  if (!/^-?\d{1,19}$/.test(text)) throw invalid('channel_id', index);
  return text;
}

function eventsFrom(value: unknown, rules: EntryRules): readonly string[] {
  const { index } = rules;
  if (!Array.isArray(value) || value.length === 0) throw mandatory('events', index);
  const events = value.flatMap((event: unknown, at) => {
    const where = `events[${at}]`;
    const [, module = '', operation] =
      /^(\w+)\.(create|edit|delete|all)$/.exec(typeof event === 'string' ? event : '') ?? [];
    if (operation === undefined) throw invalid(where, index);
    checkModule(module, where, rules);
    const operations = operation === 'all' ? channelOperations : [operation];
    return operations.map((each) => `${module}.${each}`);
  });
  return [...new Set(events)];
}

function checkModule(
  module: string,
  where: string,
  rules: EntryRules,
): asserts module is SimModule {
  if (!isSimModule(module)) {
    const message = 'the module name given seems to be invalid';
    throw new ZohoRefusal(400, 'INVALID_MODULE', message, place(where, rules.index));
  }
  if (!rules.refusedModules.has(module)) return;
  const message = 'the module is not supported for actions-watch';
  throw new ZohoRefusal(400, 'NOT_SUPPORTED', message, place(where, rules.index));
}

function notifyUrlFrom(value: unknown, { index }: EntryRules): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'string' ? value : '';
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:') throw invalid('notify_url', index);
  return text;
}

function tokenFrom(value: unknown, { index }: EntryRules): string | null | undefined {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'string' || value.length > tokenLength) throw invalid('token', index);
  return value;
}

/** Zoho refuses a time with a fraction of a second, although it is ISO 8601. */
function expiryFrom(value: unknown, { index, nowMs }: EntryRules): number | undefined {
  if (value === undefined || value === null) return undefined;
  const expiresAtMs =
    typeof value === 'string' && !hasFraction(value) ? epochMsFrom(value) : undefined;
  if (expiresAtMs === undefined || expiresAtMs <= nowMs) throw invalid('channel_expiry', index);
  return expiresAtMs;
}

function flagFrom(raw: Details, field: string, { index }: EntryRules): boolean | undefined {
  const value = raw[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalid(field, index);
  return value;
}

function invalid(field: string, index: number): ZohoRefusal {
  return new ZohoRefusal(400, 'INVALID_DATA', 'invalid data', place(field, index));
}

function place(field: string, index: number): Details {
  return { api_name: field.replace(/\[.*$/, ''), json_path: `$.watch[${index}].${field}` };
}

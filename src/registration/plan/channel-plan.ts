import { type ApiModule } from '../../crm/modules.js';
import { type Channel, type ChannelRequest } from '../../zoho/channels/channel-entries.js';
import { type ChannelTokens } from './channel-tokens.js';
import { type DesiredChannel, lifetimeMs } from './desired-channels.js';
import { type StepCause, type Why, why } from './step-cause.js';

/** What we know of a channel from its last confirmation. Times are epoch ms, the first two by Zoho's clock. */
export interface KnownChannel {
  readonly api: ApiModule;
  readonly channelId: string;
  readonly confirmedAtMs: number;
  readonly expiresAtMs: number;
  /** When it was last seen alive and as it should be, by this machine's clock. */
  readonly aliveAtMs: number;
}

/** What is to be done about the channel of one module, or about one that should not be there, and why. */
export type ChannelStep = Why &
  (
    | {
        readonly action: 'create' | 'renew' | 'replace' | 'leave';
        readonly api: ApiModule;
        readonly request: ChannelRequest;
        /** The expiry it has now, by Zoho's clock; undefined for one that is to be created. */
        readonly expiresAtMs: number | undefined;
        /** Whether changes may have been missed: it was gone, or told them to somebody else. */
        readonly wasDeaf: boolean;
      }
    | {
        readonly action: 'delete';
        readonly api: string;
        readonly channelId: string;
      }
  );

export type KeepStep = Exclude<ChannelStep, { action: 'delete' }>;

export interface PlanFacts {
  readonly desired: readonly DesiredChannel[];
  /** Where our channels send their notifications. */
  readonly notifyUrl: string;
  /** What Zoho says it has. */
  readonly actual: readonly Channel[];
  readonly known: readonly KnownChannel[];
  readonly tokens: ChannelTokens;
  /** The present by Zoho's clock, epoch ms. */
  readonly zohoNowMs: number;
  /** Renew every channel, whatever is left of its life. */
  readonly renewAll?: boolean;
}

/**
 * What brings the channels that Zoho has to those that should exist: one step per desired channel, and one for each of
 * ours that shouldn't be there. Carrying it out and planning again yields only `leave`.
 */
export function planChannels(facts: PlanFacts): readonly ChannelStep[] {
  const kept = facts.desired.map((desired) => stepFor(desired, facts));
  const wanted = new Set(kept.map(({ request }) => request.channelId));
  const spared = new Set(
    facts.actual.filter((row) => !mayDelete(row, facts)).map(({ channelId }) => channelId),
  );
  // What is ended is ended for all of its modules: none of them may be somebody else's.
  const leftOver = facts.actual.filter(
    ({ channelId }) => !wanted.has(channelId) && !spared.has(channelId),
  );
  const byId = new Map(leftOver.map((channel) => [channel.channelId, channel]));
  const deleted = [...byId.values()].map(({ channelId, api }) => ({
    action: 'delete' as const,
    api,
    channelId,
    ...why('not_wanted'),
  }));
  return [...kept, ...deleted];
}

function stepFor(desired: DesiredChannel, facts: PlanFacts): KeepStep {
  const rows = rowsOfFirstFreeId(desired, facts);
  const { channelId } = rows;
  const request = {
    channelId,
    events: desired.events,
    notifyUrl: facts.notifyUrl,
    token: facts.tokens.of(channelId),
    expiresAtMs: facts.zohoNowMs + lifetimeMs,
  };
  const base = { api: desired.api, request };
  const [channel] = rows.channels;
  if (channel === undefined) {
    const cause = causeToCreate(desired, channelId, facts);
    return { ...base, action: 'create', expiresAtMs: undefined, ...cause, wasDeaf: true };
  }
  const { expiresAtMs } = channel;
  const deaf = deafness(desired, rows.channels, facts);
  if (deaf !== undefined) {
    return { ...base, action: 'replace', expiresAtMs, ...why(deaf), wasDeaf: true };
  }
  const drift = driftOf(channel, facts);
  if (drift !== undefined) {
    return { ...base, action: 'replace', expiresAtMs, ...why(drift), wasDeaf: false };
  }
  const due = dueCause(channel, facts);
  if (due === undefined) {
    const cause = facts.tokens.waitsForProcesses ? 'waits' : 'well';
    return { ...base, action: 'leave', expiresAtMs, ...why(cause), wasDeaf: false };
  }
  // The token it has is accepted; which one it should have is not the renewal's affair.
  const renewed = { ...request, token: channel.token ?? request.token };
  return {
    api: desired.api,
    request: renewed,
    action: 'renew',
    expiresAtMs,
    ...why(due),
    wasDeaf: false,
  };
}

interface ChannelRows {
  readonly channelId: string;
  readonly channels: readonly Channel[];
}

/** The first of the channel's ids that isn't taken by a channel of somebody else's. */
function rowsOfFirstFreeId({ channelIds }: DesiredChannel, facts: PlanFacts): ChannelRows {
  const candidates = channelIds.map((channelId) => ({
    channelId,
    channels: facts.actual.filter((channel) => channel.channelId === channelId),
  }));
  const free = candidates.find(({ channels }) => channels.every((row) => isOurs(row, facts)));
  return free ?? candidates[0] ?? { channelId: '', channels: [] };
}

/** Sends its notifications to us, shows a token only we can make, or is one that we remember making. */
export function isOurs(channel: Channel, facts: PlanFacts): boolean {
  return mayDelete(channel, facts) || tokenKindOf(channel, facts) !== 'foreign';
}

/** A token alone is no reason to end a channel: another installation with the same secret may have made it. */
function mayDelete(channel: Channel, { notifyUrl, known }: PlanFacts): boolean {
  if (channel.notifyUrl === notifyUrl) return true;
  return known.some(({ channelId }) => channelId === channel.channelId);
}

function causeToCreate(desired: DesiredChannel, channelId: string, facts: PlanFacts): Why {
  const known = facts.known.find(({ api }) => api === desired.api);
  if (known === undefined) {
    return why(channelId === desired.channelIds[0] ? 'missing' : 'id_taken');
  }
  if (known.channelId !== channelId) return why('address_changed');
  const { expiresAtMs } = known;
  return expiresAtMs <= facts.zohoNowMs ? why('expired', expiresAtMs) : why('gone');
}

/** Why changes don't reach us, or not all of them, though the channel exists. */
function deafness(
  desired: DesiredChannel,
  rows: readonly Channel[],
  facts: PlanFacts,
): StepCause | undefined {
  const [channel] = rows;
  if (channel === undefined) return undefined;
  if (channel.notifyUrl !== facts.notifyUrl) return 'other_address';
  if (tokenKindOf(channel, facts) === 'foreign') return 'other_token';
  const watches = rows.some(({ api, events }) => api === desired.api && hasAll(api, events));
  return watches && rows.length === 1 ? undefined : 'other_events';
}

/** Zoho gives `Deals.all` as its three parts. */
function hasAll(api: string, events: readonly string[]): boolean {
  if (events.includes(`${api}.all`)) return true;
  return ['create', 'edit', 'delete'].every((kind) => events.includes(`${api}.${kind}`));
}

/** What isn't as it should be, though every change reaches us. */
function driftOf(channel: Channel, facts: PlanFacts): StepCause | undefined {
  if (channel.notifiesRelated === true) return 'tells_related';
  if (channel.returnsValues === false) return 'tells_no_values';
  const isOther = tokenKindOf(channel, facts) === 'other';
  return isOther && !facts.tokens.waitsForProcesses ? 'previous_secret' : undefined;
}

function tokenKindOf(
  { channelId, token }: Channel,
  { tokens }: PlanFacts,
): ReturnType<ChannelTokens['kindOf']> {
  return tokens.kindOf(channelId, token);
}

function dueCause(channel: Channel, facts: PlanFacts): StepCause | undefined {
  if (facts.renewAll === true) return 'asked_for';
  if (channel.expiresAtMs === undefined) return 'unknown_expiry';
  const known = facts.known.find(({ channelId }) => channelId === channel.channelId);
  const dueAtMs =
    known?.expiresAtMs === channel.expiresAtMs
      ? renewalDueAtMs(known)
      : channel.expiresAtMs - lifetimeMs / 2;
  return facts.zohoNowMs >= dueAtMs ? 'half_over' : undefined;
}

/** When a channel is to be renewed: at half of the life that Zoho granted, which may be less than was asked for. */
export function renewalDueAtMs({ confirmedAtMs, expiresAtMs }: KnownChannel): number {
  return confirmedAtMs + (expiresAtMs - confirmedAtMs) / 2;
}

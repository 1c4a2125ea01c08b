import { type ApiModule, crmModuleOf, isApiModule } from '../crm/modules.js';
import { type Heard } from '../installation/last-deliveries.js';
import { isoTime } from '../kernel/iso-time.js';
import { type Channel } from '../zoho/channels/channel-entries.js';
import { refusalText } from './channel-refusal.js';
import { type KeepStep } from './plan/channel-plan.js';
import { type SurveyedChannels } from './plan/channel-survey.js';
import { type RegisterState } from './register-state.js';

/**
 * - `watched`: as it should be. `missing`, `expired`, `differs`: it will be put right, and isn't yet.
 * - `polled`: Zoho refuses to watch the module. `disabled`, `unregistered`: a person decided so.
 * - `surplus`: ours, but not asked for. `foreign`: somebody else's, left alone.
 */
export type ChannelStatus =
  | 'watched'
  | 'missing'
  | 'expired'
  | 'differs'
  | 'polled'
  | 'disabled'
  | 'unregistered'
  | 'surplus'
  | 'foreign';

/** One channel, for people and programs. Times are ISO 8601; null where there is none. */
export interface ChannelRow {
  readonly module: string;
  /** The module's name in Zoho's API. */
  readonly api: string;
  readonly channelId: string | null;
  readonly status: ChannelStatus;
  readonly expiresAt: string | null;
  /** Negative once it has expired. */
  readonly expiresInSeconds: number | null;
  readonly lastDelivery: string | null;
  readonly note: string;
}

const wellStatuses: readonly ChannelStatus[] = ['watched', 'polled', 'disabled', 'foreign'];

/** Whether a channel is as the settings and a person's decisions want it. */
export function isWell({ status }: ChannelRow): boolean {
  return wellStatuses.includes(status);
}

/** The channels as they are known from their last confirmation, without asking Zoho. */
export function knownRows(
  state: RegisterState,
  modules: readonly ApiModule[],
  heard: Heard,
): readonly ChannelRow[] {
  const zohoNowMs = state.readAtMs + (state.check?.skewMs ?? 0);
  return modules.map((api) => {
    const decided = decidedRow(api, state);
    if (decided !== undefined) return decided;
    const known = state.known.find((channel) => channel.api === api);
    if (known === undefined)
      return bareRow(api, 'missing', unkeptNote(api, state) ?? state.check?.failure ?? '');
    const { channelId, expiresAtMs } = known;
    const status = expiresAtMs > zohoNowMs ? 'watched' : 'expired';
    const times = { expiresAtMs, zohoNowMs };
    return rowOf({ api, channelId, status, note: state.check?.failure ?? '' }, times, heard);
  });
}

/** The channels as Zoho has them: those of the modules, then those that are too many, then other people's. */
export function surveyRows(
  survey: SurveyedChannels,
  modules: readonly ApiModule[],
  heard: Heard,
): readonly ChannelRow[] {
  const { state, plan, actual } = survey;
  const zohoNowMs = state.readAtMs + survey.skewMs;
  const steps = plan.filter((step): step is KeepStep => step.action !== 'delete');
  const own = modules.map((api) => {
    const step = steps.find((each) => each.api === api);
    if (step === undefined)
      return decidedRow(api, state) ?? bareRow(api, 'missing', unkeptNote(api, state) ?? '');
    const { request, expiresAtMs, reason } = step;
    const status = statusOf(step);
    const note = (status === 'watched' ? undefined : unkeptNote(api, state)) ?? reason;
    const place = { api, channelId: request.channelId, status, note };
    return rowOf(place, { expiresAtMs, zohoNowMs }, heard);
  });
  const surplus = plan.filter((step) => step.action === 'delete').map(({ channelId }) => channelId);
  const shown = new Set(own.map(({ channelId }) => channelId));
  const others = actual.filter(({ channelId }) => !shown.has(channelId));
  const rest = others.map((channel) =>
    otherRow(channel, surplus.includes(channel.channelId), zohoNowMs, heard),
  );
  return [...own, ...rest];
}

function statusOf({ action, cause }: KeepStep): ChannelStatus {
  switch (action) {
    case 'create':
      return cause === 'expired' ? 'expired' : 'missing';
    case 'replace':
      return 'differs';
    case 'renew':
    case 'leave':
      return 'watched';
  }
}

function decidedRow(api: ApiModule, state: RegisterState): ChannelRow | undefined {
  if (state.unregisteredAtMs !== undefined) {
    return bareRow(api, 'unregistered', `since ${isoTime(state.unregisteredAtMs)}`);
  }
  const disabledAtMs = state.disabled.get(api);
  if (disabledAtMs !== undefined) {
    return bareRow(api, 'disabled', `since ${isoTime(disabledAtMs)}`);
  }
  const refused = state.refused.get(api);
  return refused && bareRow(api, 'polled', `Zoho refuses to watch it: ${refused.code}`);
}

/** What Zoho said when the channel was asked for last. */
function unkeptNote(api: ApiModule, { unkept }: RegisterState): string | undefined {
  const refusal = unkept.get(api);
  return refusal && `Zoho refuses it: ${refusalText(refusal)}`;
}

function otherRow(
  { api, channelId, expiresAtMs, notifyUrl }: Channel,
  isSurplus: boolean,
  zohoNowMs: number,
  heard: Heard,
): ChannelRow {
  const status = isSurplus ? 'surplus' : 'foreign';
  const place = { api, channelId, status, note: `tells ${hostOf(notifyUrl)}` } as const;
  return rowOf(place, { expiresAtMs, zohoNowMs }, heard);
}

function bareRow(api: ApiModule, status: ChannelStatus, note: string): ChannelRow {
  const nothing = { channelId: null, expiresAt: null, expiresInSeconds: null, lastDelivery: null };
  return { module: crmModuleOf(api), api, status, ...nothing, note };
}

function rowOf(
  place: Pick<ChannelRow, 'api' | 'status' | 'note'> & { readonly channelId: string },
  { expiresAtMs, zohoNowMs }: { expiresAtMs: number | undefined; zohoNowMs: number },
  heard: Heard,
): ChannelRow {
  const { api, channelId, status, note } = place;
  return {
    module: isApiModule(api) ? crmModuleOf(api) : api,
    api,
    channelId,
    status,
    expiresAt: isoTime(expiresAtMs),
    expiresInSeconds:
      expiresAtMs === undefined ? null : Math.round((expiresAtMs - zohoNowMs) / 1000),
    lastDelivery: isoTime(heard.byChannel.get(channelId)),
    note,
  };
}

/** The host alone: somebody else's address may hold a secret in its path or query. */
function hostOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : 'an unknown address';
}

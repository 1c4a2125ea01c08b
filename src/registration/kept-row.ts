import { type ApiModule } from '../crm/modules.js';
import { isoTime } from '../kernel/iso-time.js';
import { refusalText } from './channel-refusal.js';
import { type KeptChannel } from './keeping/channel-keeper.js';
import { type ChannelStep } from './plan/channel-plan.js';

/** What was done with one channel. */
const deeds = {
  create: 'created',
  replace: 'replaced',
  renew: 'renewed',
  leave: 'unchanged',
  delete: 'removed',
} as const satisfies Record<ChannelStep['action'], string>;

/** What became of one channel, for people and programs. */
export interface KeptRow {
  readonly api: string;
  readonly channelId: string | null;
  readonly status: 'registered' | 'removed' | 'refused' | 'disabled';
  /** What was done for that; null where nothing was. */
  readonly done: (typeof deeds)[keyof typeof deeds] | null;
  readonly expiresAt: string | null;
  readonly reason: string | null;
}

/** What would become of one channel. */
export interface PlannedRow {
  readonly api: string;
  readonly channelId: string;
  readonly action: ChannelStep['action'];
  readonly reason: string | null;
}

/** One row each; `disabled` are the modules that have no channel because they are switched off. */
export function keptRows(
  kept: readonly KeptChannel[],
  disabled: readonly ApiModule[],
): readonly KeptRow[] {
  return [...kept.map(keptRow), ...disabled.map(disabledRow)];
}

export function plannedRow(step: ChannelStep): PlannedRow {
  const { api, action, reason } = step;
  return { api, channelId: channelIdOf(step), action, reason: reason === '' ? null : reason };
}

function keptRow({ step, outcome }: KeptChannel): KeptRow {
  const place = { api: step.api, channelId: channelIdOf(step) };
  if (outcome.status === 'refused') {
    const reason = refusalText(outcome);
    return { ...place, status: 'refused', done: null, expiresAt: null, reason };
  }
  const { expiresAtMs } = outcome;
  return {
    ...place,
    status: step.action === 'delete' ? 'removed' : 'registered',
    done: deeds[step.action],
    expiresAt: isoTime(expiresAtMs),
    reason: step.reason === '' ? null : step.reason,
  };
}

function channelIdOf(step: ChannelStep): string {
  return step.action === 'delete' ? step.channelId : step.request.channelId;
}

function disabledRow(api: ApiModule): KeptRow {
  const nothing = { channelId: null, done: null, expiresAt: null };
  return {
    api,
    status: 'disabled',
    ...nothing,
    reason: '`zoho-sync webhooks enable` switches it on',
  };
}

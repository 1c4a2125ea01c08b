import { type ApiModule } from '../../crm/modules.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type ChannelRow, isWell } from '../../registration/channel-row.js';
import { type KeptChannel } from '../../registration/keeping/channel-keeper.js';
import { refusalText } from '../../registration/channel-refusal.js';
import { type Output, table } from './output.js';

/** What a command did with one channel. */
const deeds = {
  create: 'created',
  replace: 'replaced',
  renew: 'renewed',
  leave: 'unchanged',
  delete: 'removed',
} as const satisfies Record<KeptChannel['step']['action'], string>;

interface KeptRow {
  readonly api: string;
  readonly channelId: string | null;
  readonly status: 'registered' | 'removed' | 'refused' | 'disabled';
  /** What was done for that; null where nothing was. */
  readonly done: (typeof deeds)[keyof typeof deeds] | null;
  readonly expiresAt: string | null;
  readonly reason: string | null;
}

/** What became of channels, one line each; `disabled` are the modules that have none because they are switched off. */
export function keptOutput(kept: readonly KeptChannel[], disabled: readonly ApiModule[]): Output {
  const json = [...kept.map(keptRow), ...disabled.map(disabledRow)];
  const rows = json.map(({ api, channelId, status, done, expiresAt, reason }) => [
    api,
    channelId ?? '-',
    status,
    done ?? '-',
    expiresAt ?? '-',
    reason ?? '',
  ]);
  return { json, text: table(['Module', 'Channel', 'Status', 'Done', 'Expires', 'Why'], rows) };
}

function keptRow({ step, outcome }: KeptChannel): KeptRow {
  const channelId = step.action === 'delete' ? step.channelId : step.request.channelId;
  const place = { api: step.api, channelId };
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

function disabledRow(api: ApiModule): KeptRow {
  const nothing = { channelId: null, done: null, expiresAt: null };
  return {
    api,
    status: 'disabled',
    ...nothing,
    reason: '`zoho-sync webhooks enable` switches it on',
  };
}

/** Channels as they are, one line each. */
export function rowsOutput(channels: readonly ChannelRow[]): Output {
  const rows = channels.map((row) => [
    row.api,
    row.channelId ?? '-',
    row.status,
    row.expiresAt ?? '-',
    row.expiresInSeconds === null ? '-' : timeLeft(row.expiresInSeconds),
    row.lastDelivery ?? '-',
    row.note,
  ]);
  const headings = ['Module', 'Channel', 'Status', 'Expires', 'Left', 'Last delivery', 'Note'];
  return { json: channels, text: table(headings, rows) };
}

/** The same with a verdict below. */
export function verdictOutput(channels: readonly ChannelRow[]): Output {
  const wrong = channels.filter((row) => !isWell(row));
  const list = wrong.map(({ api, status }) => `${api} (${status})`).join(', ');
  const verdict =
    wrong.length === 0
      ? 'Every channel is as it should be.'
      : `Not as it should be: ${list}. \`zoho-sync webhooks register\` puts it right.`;
  const { text } = rowsOutput(channels);
  return { json: { ok: wrong.length === 0, channels }, text: `${text}\n\n${verdict}` };
}

/** `6d 11h`, `3h 20m`, `45s`; with a minus once it is over. */
export function timeLeft(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const total = Math.abs(Math.round(seconds));
  const parts = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor(total / 3600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'm'],
    [total % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  const shown = first === -1 ? parts.slice(-1) : parts.slice(first, first + 2);
  const texts = shown.filter(([count], index) => index === 0 || count > 0);
  return sign + texts.map(([count, unit]) => `${count}${unit}`).join(' ');
}

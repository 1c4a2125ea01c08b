import { isWell } from '../../registration/channel-row.js';
import { type KeptRow } from '../../registration/kept-row.js';
import { type ReportedChannel } from '../../registration/reported-channel.js';
import { type Output, table } from './output.js';

/** What became of channels, one line each. */
export function keptOutput(kept: readonly KeptRow[]): Output {
  const rows = kept.map(({ api, channelId, status, done, expiresAt, reason }) => [
    api,
    channelId ?? '-',
    status,
    done ?? '-',
    expiresAt ?? '-',
    reason ?? '',
  ]);
  const headings = ['Module', 'Channel', 'Status', 'Done', 'Expires', 'Why'];
  return { json: kept, text: table(headings, rows) };
}

/** Channels as they are, one line each. */
export function rowsOutput(channels: readonly ReportedChannel[]): Output {
  const rows = channels.map((row) => [
    row.api,
    row.channelId ?? '-',
    row.status,
    row.expiresAt ?? '-',
    row.expiresInSeconds === null ? '-' : timeLeft(row.expiresInSeconds),
    row.lastDelivery ?? '-',
    noteOf(row),
  ]);
  const headings = ['Module', 'Channel', 'Status', 'Expires', 'Left', 'Last delivery', 'Note'];
  return { json: channels, text: table(headings, rows) };
}

/** What is said of it, and since when changes of its module may be missing. */
function noteOf({ note, gaps: [gap] }: ReportedChannel): string {
  if (gap === undefined) return note;
  const missing = `since ${gap.from} changes may be missing, which is swept`;
  return note === '' ? missing : `${note}; ${missing}`;
}

/** The same with a verdict below. */
export function verdictOutput(channels: readonly ReportedChannel[]): Output {
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

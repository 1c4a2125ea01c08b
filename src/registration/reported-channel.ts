import { type Gap, type GapReason } from '../gaps/gap-store.js';
import { isoTime } from '../kernel/iso-time.js';
import { type ChannelRow, type ChannelStatus } from './channel-row.js';

/** A channel, what may be missing of its module, and what to do about it. */
export interface ReportedChannel extends ChannelRow {
  /** Times in which changes of its module may not have been told, and that are still to be swept; the oldest first. */
  readonly gaps: readonly {
    readonly from: string;
    readonly to: string;
    readonly reason: GapReason;
  }[];
  /** Null for one that is well. */
  readonly remedy: string | null;
}

const putRight =
  'A scheduler puts it right by itself; `zoho-sync webhooks register` does it at once.';

const remedies: Readonly<Record<ChannelStatus, string | undefined>> = {
  watched: undefined,
  foreign: undefined,
  missing: putRight,
  expired: putRight,
  differs: putRight,
  surplus: putRight,
  polled:
    'Zoho is asked for its changes every few minutes; with a grant that allows to watch it, `zoho-sync webhooks register` tries again.',
  disabled: '`zoho-sync webhooks enable` switches it on.',
  unregistered: '`zoho-sync webhooks register` makes it again.',
};

/** Of a module that has several, the first channel tells of its gaps. */
export function reportedChannels(
  rows: readonly ChannelRow[],
  open: readonly Gap[],
): readonly ReportedChannel[] {
  return rows.map((row, index) => {
    const isFirst = rows.findIndex(({ api }) => api === row.api) === index;
    const gaps = isFirst ? open.filter(({ api }) => api === row.api) : [];
    return {
      ...row,
      gaps: gaps.map(({ fromMs, toMs, reason }) => {
        return { from: isoTime(fromMs), to: isoTime(toMs), reason };
      }),
      remedy: remedies[row.status] ?? null,
    };
  });
}

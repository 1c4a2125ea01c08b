import { type ChannelRow, type ChannelStatus } from '../../registration/channel-row.js';
import { timeLeft } from '../output/channel-output.js';
import { failure, type Finding, ok, warning } from './finding.js';

const remedy = '`zoho-sync webhooks register`; a scheduler process does the same by itself';

/** One finding per channel that concerns us. */
export function channelFindings(rows: readonly ChannelRow[]): readonly Finding[] {
  return rows
    .filter(({ status }) => status !== 'foreign')
    .map((row) => findingOf(row, `Channel ${row.api}`));
}

function findingOf({ status, note, expiresInSeconds }: ChannelRow, subject: string): Finding {
  if (status === 'watched') return ok(subject, `alive, ${timeLeft(expiresInSeconds ?? 0)} left`);
  const accepted = decided[status];
  if (accepted !== undefined) return warning(subject, `${status}: ${note}`, accepted);
  const message = status === 'surplus' ? 'ours, but not one that should be there' : status;
  const isSaid = note === '' || note === message;
  return failure(subject, isSaid ? message : `${message}: ${note}`, remedy);
}

/** What is so because Zoho or a person decided it, and what would change it. */
const decided: Partial<Record<ChannelStatus, string>> = {
  polled: 'nothing; or a grant that allows to watch it, then `zoho-sync webhooks register`',
  disabled: '`zoho-sync webhooks enable`',
  unregistered: '`zoho-sync webhooks register`',
};

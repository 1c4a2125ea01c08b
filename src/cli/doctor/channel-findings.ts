import { type ChannelStatus } from '../../registration/channel-row.js';
import { type ReportedChannel } from '../../registration/reported-channel.js';
import { timeLeft } from '../output/channel-output.js';
import { failure, type Finding, ok, warning } from '../../examination/finding.js';

/** What is so because Zoho or a person decided it. */
const decided: readonly ChannelStatus[] = ['polled', 'disabled', 'unregistered'];

/** One finding per channel that concerns us. */
export function channelFindings(rows: readonly ReportedChannel[]): readonly Finding[] {
  return rows
    .filter(({ status }) => status !== 'foreign')
    .map((row) => findingOf(row, `Channel ${row.api}`));
}

function findingOf(
  { status, note, expiresInSeconds, remedy }: ReportedChannel,
  subject: string,
): Finding {
  if (remedy === null) return ok(subject, `alive, ${timeLeft(expiresInSeconds ?? 0)} left`);
  if (decided.includes(status)) return warning(subject, `${status}: ${note}`, remedy);
  const message = status === 'surplus' ? 'ours, but not one that should be there' : status;
  const isSaid = note === '' || note === message;
  return failure(subject, isSaid ? message : `${message}: ${note}`, remedy);
}

import { type Counts } from '../../installation/event-counts.js';
import { refusalReasons } from '../../installation/refusal-reason.js';
import { type RefusedDelivery } from '../../installation/refused-deliveries.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type Output, table } from './output.js';

const headings = [
  'When',
  'Reason',
  'Status',
  'From',
  'Authentic by',
  'Content type',
  'Bytes',
  'SHA-256',
  'Request',
  'Sender',
  'Not understood',
];

/** Refused deliveries: how many for which reason, and the last of them, newest first. */
export function refusedOutput(counts: Counts, last: readonly RefusedDelivery[]): Output {
  const byReason = refusalReasons
    .map((reason) => ({ reason, count: counts.of[`refused_${reason}`] }))
    .filter(({ count }) => count > 0);
  const json = {
    total: counts.of.total_events,
    byReason: Object.fromEntries(byReason.map(({ reason, count }) => [reason, count])),
    last: last.map(({ atMs, ...refused }) => ({ at: isoTime(atMs), ...refused })),
  };
  if (byReason.length === 0) return { json, text: 'No delivery was refused.' };
  const rows = json.last.map((refused) => [
    refused.at,
    refused.reason,
    String(refused.status),
    refused.address,
    refused.scheme ?? '',
    refused.contentType ?? '',
    String(refused.bytes),
    refused.digest,
    refused.requestId,
    refused.userAgent ?? '',
    (refused.problems ?? []).join('; '),
  ]);
  const text = [
    table(
      ['Reason', 'Deliveries'],
      byReason.map(({ reason, count }) => [reason, String(count)]),
    ),
    '',
    table(headings, rows),
  ].join('\n');
  return { json, text };
}

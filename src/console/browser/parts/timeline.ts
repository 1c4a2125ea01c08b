import { type RecordAnswer } from '../../../asking/asked-record.js';
import { type Child, el } from '../dom.js';
import { counted } from '../words.js';
import { time } from './shown.js';

interface Moment {
  readonly at: string | null;
  readonly what: Child;
  readonly look?: 'bad' | 'warn';
}

const outcomes: Readonly<Record<string, string>> = {
  written: 'Worked off: memory was written',
  unchanged: 'Worked off: nothing had changed that memory shows',
  stale: 'Worked off: memory had a newer version already',
  ignored_older: 'Worked off: what was told was older than what is known',
  withheld: 'Worked off, but not written',
  removed: 'Removed from memory: it is gone in the CRM',
  absent: 'Worked off: it is gone in the CRM, and memory did not have it',
};

/** What happened to a record, as far as it is kept, the latest first. */
export function timelineOf(record: RecordAnswer): HTMLElement {
  const known = momentsOf(record).filter(({ at }) => at !== null);
  const latestFirst = known
    .reverse()
    .sort((one, other) => (other.at ?? '').localeCompare(one.at ?? ''));
  if (latestFirst.length === 0) return el('p.quiet', {}, 'Nothing is known of it.');
  return el(
    'ol.timeline',
    {},
    ...latestFirst.map(({ at, what, look }) =>
      el(
        look === undefined ? 'li' : `li.${look}`,
        {},
        el('p', {}, what),
        el('p.quiet.small', {}, time(at)),
      ),
    ),
  );
}

/** In the order in which they come where their times are the same. */
function momentsOf(record: RecordAnswer): readonly Moment[] {
  const { pending, freshness, last_error: error, outcome } = record;
  return [
    { at: record.version, what: 'Changed in the CRM: the version that memory holds' },
    { at: record.received_at, what: toldText(record) },
    {
      at: record.behind_since,
      what:
        error === null
          ? 'Changed in the CRM: not in memory yet'
          : ['Not in memory since then. ', counted(record.attempts, 'attempt'), ' failed: ', error],
      look: error === null ? 'warn' : 'bad',
    },
    {
      at: pending === null ? null : record.received_at,
      what: `In the queue: ${pending === 'active' ? 'it is being brought up to date' : 'it waits for its turn'}`,
      look: 'warn',
    },
    { at: record.written_at, what: 'Written to memory' },
    { at: record.synced_at, what: outcomes[outcome ?? ''] ?? `Worked off: ${outcome ?? 'done'}` },
    { at: freshness.compared_at, what: 'Its contents were compared with the CRM’s' },
    { at: freshness.proved_through, what: 'The CRM was asked for all changes up to then' },
  ];
}

function toldText({ request_id: request }: RecordAnswer): Child {
  return request === null
    ? 'Asked for by a sweep or by hand, and queued'
    : ['Told by Zoho, and queued: request ', el('code', {}, request)];
}

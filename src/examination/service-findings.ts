import { type LiveProcess } from '../installation/live-process.js';
import { isoTime } from '../kernel/iso-time.js';
import { type Trouble } from '../observability/trouble.js';
import { failure, type Finding, ok, warning } from './finding.js';

/** What the processes of the service say of themselves, and what they met. */
export function serviceFindings(
  alive: readonly LiveProcess[],
  troubles: readonly Trouble[],
  deadLetters: number,
): readonly Finding[] {
  return [
    ...troubles.map(troubleFinding),
    processesFinding(alive),
    ...releaseFindings(alive),
    deadLetters === 0
      ? ok('Dead letters', 'none')
      : warning(
          'Dead letters',
          `${deadLetters} ${deadLetters === 1 ? 'record' : 'records'} could not be synced`,
          '`zoho-sync dead-letters list` says why',
        ),
  ];
}

function processesFinding(alive: readonly LiveProcess[]): Finding {
  const roles = new Set(alive.map(({ role }) => role));
  const missing = (['web', 'worker', 'scheduler'] as const).filter(
    (role) => !roles.has(role) && !roles.has('all'),
  );
  if (missing.length === 0) {
    const running = alive.map(({ role, host, pid }) => `${role} ${host}:${pid}`).join(', ');
    return ok('Processes', running);
  }
  return warning(
    'Processes',
    `No process has the role ${missing.join(', ')}`,
    'start it: `npm start`, with ROLE',
  );
}

/** Processes of several releases work together for as long as an upgrade takes. */
function releaseFindings(alive: readonly LiveProcess[]): readonly Finding[] {
  const versions = [...new Set(alive.map(({ version }) => version ?? 'an earlier one'))];
  if (versions.length < 2) return [];
  const message = `Processes of several versions run: ${versions.join(', ')}`;
  return [
    warning('Processes', message, 'replace the older ones: docs/upgrading.md says in which order'),
  ];
}

/** What the service itself met: what is examined otherwise may be well again, or be well from here alone. */
function troubleFinding({ subject, sinceMs, message }: Trouble): Finding {
  const since = isoTime(sinceMs);
  const remedy = 'see the message; it ends by itself once that is put right';
  return failure(`Service: ${subject}`, `in trouble since ${since}: ${message}`, remedy);
}

import { type RunningSync } from '../../../reconciliation/sync-report.js';
import { type Child, el } from '../dom.js';
import { ago, count, counted, lasting } from '../words.js';
import { section } from './shown.js';

const kinds: Readonly<Record<RunningSync['kind'], string>> = {
  modified: 'sweep',
  full: 'comparison',
  verify: 'verification',
};

const phases: Readonly<Record<RunningSync['phase'], string>> = {
  starting: 'Beginning',
  listing: 'Asking the CRM for its list',
  comparing: 'Going over memory',
  queueing: 'Looking again at what differs, and queueing it',
};

/** What is under way, and how far it is. */
export function runningSyncs(syncs: readonly RunningSync[]): HTMLElement {
  return section(
    'Under way',
    syncs.length === 0
      ? el('p.quiet', {}, 'Nothing.')
      : el('ul.items', {}, ...syncs.map(runningItem)),
  );
}

function runningItem(sync: RunningSync): HTMLElement {
  const { kind, module, phase, started_at: at } = sync;
  return el(
    'li',
    {},
    el(
      'div.row',
      {},
      el('p', {}, el('strong', {}, module), ` ${kinds[kind]}`),
      el('span.quiet', {}, `began ${ago(at)}`),
    ),
    el('p', {}, `${phases[phase]}: ${figuresOf(sync)}`),
    barOf(sync),
  );
}

function figuresOf({ done, of, per_second: rate, seconds_left: left }: RunningSync): string {
  return [
    of === null ? counted(done, 'record') : `${count(done)} of ${counted(of, 'record')}`,
    rate === null ? '' : `${count(rate)} a second`,
    left === null ? '' : `${lasting(left)} left of this step`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function barOf({ module, done, of }: RunningSync): Child {
  if (of === null || of === 0) return null;
  return el('progress', { value: done, max: of, 'aria-label': `Progress of ${module}` });
}

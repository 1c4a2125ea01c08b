import {
  type AnsweredProcess,
  type ProcessesAnswer,
} from '../../../examination/processes-answer.js';
import { type Overview, type OverviewProcess } from '../../overview/overview.js';
import { ask } from '../api.js';
import { become, type Child, el } from '../dom.js';
import { type Page, type PageContext } from '../page.js';
import { reloading } from '../parts/reloading.js';
import { settingsTable } from '../parts/settings-table.js';
import { dataTable, prose, section, tag } from '../parts/shown.js';
import { count, lasting } from '../words.js';

type Found = ProcessesAnswer['findings'][number];

const secondMs = 1000;
const looks = { ok: 'good', warning: 'warn', failure: 'bad' } as const;

/** What runs, how it is set, and what is wrong with it. */
export function processesPage({ overview }: PageContext): Page {
  const list = reloading(() => ask<ProcessesAnswer>('/processes'), answerOf);
  const running = el('div');
  let shown = overview;
  let known = concerned(overview);
  const showRunning = (): void => {
    become(running, el('div', {}, shown === undefined ? null : runningOf(shown)));
  };
  showRunning();
  // How long they run goes on also while nothing is told.
  const timer = window.setInterval(showRunning, secondMs);
  return {
    title: 'Processes',
    node: el('div.stack', {}, running, list.node),
    onOverview: (now) => {
      shown = now;
      showRunning();
      const next = concerned(now);
      if (next === known) return;
      known = next;
      list.reload();
    },
    close: () => {
      window.clearInterval(timer);
      list.close();
    },
  };
}

/** What of the overview changes when settings or findings may have. */
function concerned(overview: Overview | undefined): string {
  const processes = overview?.alive.map(({ id, troubles }) => [id, ...troubles]);
  return JSON.stringify([processes, overview?.findings.map(({ what }) => what)]);
}

function runningOf({ alive, processes }: Overview): HTMLElement {
  const title = 'Running now';
  if (processes === null) {
    return section(title, el('p.quiet', {}, 'Redis keeps this, and can not be read now.'));
  }
  if (alive.length === 0) return section(title, el('p', {}, 'None has been heard of.'));
  return section(
    title,
    dataTable<OverviewProcess>(
      'Processes',
      [
        { title: 'Role', cell: ({ role }) => el('strong', {}, role) },
        { title: 'Where', cell: ({ host, pid }) => `${host}, process ${pid}` },
        { title: 'State', cell: stateOf },
        { title: 'Version', cell: ({ version }) => version ?? 'an earlier one' },
        { title: 'Memory', numeric: true, cell: memoryOf },
        { title: 'Running for', numeric: true, cell: ({ started_at: at }) => uptime(at) },
      ],
      alive,
    ),
  );
}

function stateOf({ troubles }: OverviewProcess): Child {
  return troubles.length === 0
    ? tag('good', 'well')
    : tag('bad', `trouble: ${troubles.join(', ')}`);
}

function memoryOf({ memory_mib: mib }: OverviewProcess): string {
  return mib === null ? '–' : `${count(mib)} MiB`;
}

function uptime(startedAt: string): string {
  return lasting((Date.now() - Date.parse(startedAt)) / 1000);
}

function answerOf({ processes, findings }: ProcessesAnswer): Child {
  return [
    section(
      'What is wrong, and what is not',
      el(
        'p.quiet',
        {},
        prose(
          'As far as the process that answers can tell. `zoho-sync doctor` asks Zoho, the memory and the public address too.',
        ),
      ),
      el('ul.findings.after', {}, ...[...findings].sort(worstFirst).map(findingOf)),
    ),
    section('Settings', ...settingsOf(processes)),
  ];
}

function worstFirst(one: Found, other: Found): number {
  const order = ['failure', 'warning', 'ok'];
  return order.indexOf(one.status) - order.indexOf(other.status);
}

function findingOf({ subject, status, message, remedy }: Found): HTMLElement {
  return el(
    'li',
    {},
    tag(looks[status], status),
    el(
      'div',
      {},
      el('p', {}, el('strong', {}, subject), ': ', prose(message)),
      remedy === null ? null : el('p.quiet', {}, prose(remedy)),
    ),
  );
}

function settingsOf(processes: readonly AnsweredProcess[]): readonly Child[] {
  return [
    el(
      'p.quiet',
      {},
      prose(
        'What is set otherwise than by default, without secrets; `.env.example` has the defaults.',
      ),
    ),
    settingsTable(processes),
  ];
}

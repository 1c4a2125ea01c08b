import { type OverviewFinding } from '../../overview/overview-findings.js';
import { type Overview, type OverviewModule } from '../../overview/overview.js';
import { type TruthLevel } from '../../overview/verdict.js';
import { hrefOf } from '../address.js';
import { ask } from '../api.js';
import { become, el, fill } from '../dom.js';
import { type Page, type PageContext } from '../page.js';
import { dayStrips, type DayAnswer } from '../parts/day-strips.js';
import { flowOf } from '../parts/flow.js';
import { loaded, prose, section, dataTable, tag, time } from '../parts/shown.js';
import { ago, count, lasting } from '../words.js';

const dayEveryMs = 60_000;
const secondMs = 1000;

const looks: Readonly<Record<TruthLevel, readonly [string, string]>> = {
  true: ['good', '✓'],
  except: ['warn', '!'],
  told: ['warn', '!'],
  behind: ['warn', '↻'],
  broken: ['bad', '✕'],
  unknown: ['bad', '?'],
};

/** Is memory true, since when, and if not, what is wrong and what to do. */
export function overviewPage(context: PageContext): Page {
  const state = el('div', {}, el('p.quiet', {}, 'Looking…'));
  const day = el('div');
  let shown = context.overview;
  const show = (): void => {
    if (shown !== undefined) become(state, el('div', {}, ...stateOf(shown)));
  };
  const loadDay = (): void => {
    const strips = loaded(ask<DayAnswer>('/console/day'), ({ parts }) => dayStrips(parts));
    fill(day, section('The last 24 hours', strips));
  };
  show();
  loadDay();
  // How long ago something was goes on also while nothing is told.
  const second = window.setInterval(show, secondMs);
  const minute = window.setInterval(loadDay, dayEveryMs);
  return {
    title: 'Overview',
    node: el('div.stack', {}, state, day),
    onOverview: (overview) => {
      shown = overview;
      show();
    },
    close: () => {
      window.clearInterval(second);
      window.clearInterval(minute);
    },
  };
}

function stateOf(overview: Overview): readonly HTMLElement[] {
  const { findings } = overview;
  return [
    el(
      'div.stack',
      {},
      verdictOf(overview),
      findings.length === 0
        ? el('div', { hidden: true })
        : section('What to do', el('ul.findings', {}, ...findings.map(findingOf))),
      section('The way of a change', flowOf(overview)),
      section('Modules', modulesOf(overview)),
    ),
  ];
}

function verdictOf({ verdict }: Overview): HTMLElement {
  const { truth, sentence, because, since, proved_through: proved } = verdict;
  const [look, sign] = looks[truth];
  return el(
    `section.verdict.${look}`,
    { 'aria-label': 'Is memory true?' },
    el('span.sign', { 'aria-hidden': 'true' }, sign),
    el(
      'div',
      {},
      el('p.sentence', { role: 'status' }, sentence),
      el('p', {}, because),
      el(
        'p.quiet',
        {},
        since === null
          ? null
          : ['Since ', time(since), `, for ${lasting((Date.now() - Date.parse(since)) / 1000)}. `],
        proved === null ? null : ['True for certain up to ', time(proved), `, ${ago(proved)}.`],
      ),
    ),
  );
}

function findingOf({ severity, what, since, remedy, page }: OverviewFinding): HTMLElement {
  const isBroken = severity === 'broken';
  return el(
    'li',
    {},
    tag(isBroken ? 'bad' : 'warn', isBroken ? 'Broken' : 'Note'),
    el(
      'div',
      {},
      el(
        'p',
        {},
        el('strong', {}, prose(what)),
        since === null ? null : [' Since ', time(since), '.'],
      ),
      el(
        'p.quiet',
        {},
        remedy,
        page === null ? null : [' ', el('a', { href: hrefOf(page) }, 'More')],
      ),
    ),
  );
}

function modulesOf({ modules }: Overview): HTMLElement {
  if (modules.length === 0) return el('p.quiet', {}, 'Redis keeps this, and can not be read now.');
  return dataTable<OverviewModule>(
    'Modules',
    [
      { title: 'Module', cell: ({ module }) => el('strong', {}, module) },
      { title: 'State', cell: stateTag },
      { title: 'In memory', numeric: true, cell: ({ records }) => count(records) },
      { title: 'Waiting', numeric: true, cell: ({ waiting, delayed }) => count(waiting + delayed) },
      { title: 'Running', numeric: true, cell: ({ active }) => count(active) },
      {
        title: 'Behind',
        numeric: true,
        cell: ({ lag_seconds: lag }) => (lag === 0 ? '–' : lasting(lag)),
      },
      {
        title: 'Dead letters',
        numeric: true,
        cell: ({ dead_letters: dead }) => (dead === 0 ? '–' : count(dead)),
      },
      { title: 'Proved', numeric: true, cell: ({ proved_through: proved }) => ago(proved) },
    ],
    modules,
  );
}

function stateTag(module: OverviewModule): HTMLElement {
  if (module.paused_seconds > 0) return tag('warn', `paused, ${lasting(module.paused_seconds)}`);
  if (module.dead_letters > 0) return tag('warn', 'some failed');
  if (module.lag_seconds > 5) return tag('warn', 'behind');
  return tag('good', 'true');
}

import {
  type AnsweredProof,
  type ProofsAnswer,
} from '../../../reconciliation/compare/proofs-answer.js';
import { type SyncAnswer } from '../../../reconciliation/sync-report.js';
import { type Overview } from '../../overview/overview.js';
import { hrefOf } from '../address.js';
import { ask, query } from '../api.js';
import { become, type Child, el } from '../dom.js';
import { type Page, type PageContext } from '../page.js';
import { reloading } from '../parts/reloading.js';
import { runningSyncs } from '../parts/running-syncs.js';
import { chips, dataTable, section, tag, time } from '../parts/shown.js';
import { askToSync } from '../dialogs/sync-dialog.js';
import { ago, count, lasting } from '../words.js';

type Sweep = SyncAnswer['sweeps'][number];

const mostShown = 100;
const secondMs = 1000;

/** Whether memory is true by what was compared with the CRM, and what brings in what nobody told. */
export function proofPage({ mayAct, modules, parameters, overview }: PageContext): Page {
  const chosen = parameters.get('module') ?? '';
  const list = reloading(
    () => Promise.all([ask<SyncAnswer>('/sync'), proofsOf(chosen)]),
    ([sync, proofs]) => [
      section('Proof: all records compared with the CRM', ...proofOf(sync, proofs)),
      section('Sweeps: what was modified since the last one', ...sweepsOf(sync)),
      section('Proofs of 90 days, newest first', ...historyOf(proofs, modules, chosen)),
    ],
  );
  const running = el('div');
  let shown = overview;
  let known = concerned(overview);
  const showRunning = (): void => {
    become(running, el('div', {}, shown === undefined ? null : runningSyncs(shown.syncs)));
  };
  showRunning();
  // How long ago it began goes on also while nothing is told.
  const timer = window.setInterval(showRunning, secondMs);
  return {
    title: 'Sweeps and proof',
    node: el('div.stack', {}, mayAct ? starter(modules, list.reload) : null, running, list.node),
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

/** What of the overview changes when something begins or ends. */
function concerned(overview: Overview | undefined): string {
  const syncs = overview?.syncs.map(({ kind, module }) => `${kind} ${module}`);
  const proved = overview?.modules.map(({ proved_through: at }) => at);
  return JSON.stringify([syncs, proved]);
}

function proofsOf(module: string): Promise<ProofsAnswer> {
  return ask<ProofsAnswer>(query('/sync/proofs', { module, limit: mostShown }));
}

function starter(modules: readonly string[], done: () => void): HTMLElement {
  const onclick = (): void => {
    askToSync(modules, done);
  };
  return el('div.actions.flat', {}, el('button.primary', { type: 'button', onclick }, 'Start…'));
}

function proofOf({ failures, next }: SyncAnswer, answer: ProofsAnswer): readonly Child[] {
  const { true_since: since, modules } = answer;
  const failed = failures.map(({ module, at, reason }) =>
    el('p.notice.bad', {}, `The comparison of ${module} failed ${ago(at)}: ${reason}`),
  );
  return [
    since === null
      ? el('p', {}, 'Not every module is proved equal to the CRM.')
      : el('p', {}, 'Memory is true to the CRM since ', time(since), `, ${ago(since)}.`),
    nextText(next.full),
    ...failed,
    dataTable<ProofsAnswer['modules'][number]>(
      'Since when each module is true',
      [
        { title: 'Module', cell: ({ module }) => el('strong', {}, module) },
        {
          title: 'True since',
          cell: ({ true_since: at }) => (at === null ? tag('warn', 'not proved') : time(at)),
        },
        { title: 'Last proof', cell: ({ last_proof: last }) => ago(last?.at) },
        { title: 'Result', cell: ({ last_proof: last }) => (last === null ? '–' : resultOf(last)) },
        { title: 'In the CRM', numeric: true, cell: ({ last_proof: last }) => count(last?.in_crm) },
        {
          title: 'In memory',
          numeric: true,
          cell: ({ last_proof: last }) => count(last?.in_memory),
        },
      ],
      modules,
    ),
  ];
}

function resultOf({ equal, differences, mended }: AnsweredProof): Child {
  if (equal) return tag('good', 'equal');
  if (differences === 0) return tag('warn', 'not shown whole');
  const left = differences - mended;
  return tag('warn', left === 0 ? `${count(differences)} queued` : `${count(differences)} differ`);
}

function nextText(at: string | null): HTMLElement {
  if (at === null) return el('p.quiet', {}, 'None is scheduled.');
  const seconds = (Date.parse(at) - Date.now()) / 1000;
  const when = seconds <= 0 ? 'due now' : `in ${lasting(seconds)}`;
  return el('p.quiet', {}, 'The next one: ', time(at), `, ${when}.`);
}

function sweepsOf({ sweeps, next }: SyncAnswer): readonly Child[] {
  if (sweeps.length === 0) return [nextText(next.modified), el('p', {}, 'There was none yet.')];
  return [
    nextText(next.modified),
    dataTable<Sweep>(
      'Last sweeps',
      [
        { title: 'Module', cell: ({ module }) => el('strong', {}, module) },
        { title: 'Last', cell: ({ at }) => ago(at) },
        {
          title: 'Outcome',
          cell: ({ status, reason }) => [
            tag(status === 'swept' ? 'good' : 'bad', status),
            reason === null ? null : ` ${reason}`,
          ],
        },
        { title: 'Modified', numeric: true, cell: ({ modified }) => count(modified) },
        { title: 'Deleted', numeric: true, cell: ({ deleted }) => count(deleted) },
      ],
      sweeps,
    ),
  ];
}

function historyOf(
  { proofs }: ProofsAnswer,
  modules: readonly string[],
  chosen: string,
): readonly Child[] {
  const choices = ['', ...modules].map((module) => ({
    text: module === '' ? 'All' : module,
    href: module === '' ? hrefOf('proof') : `${hrefOf('proof')}?module=${module}`,
    isCurrent: module === chosen,
  }));
  return [
    chips('Which module', choices),
    proofs.length === 0
      ? el('p.quiet', {}, 'There is none yet.')
      : dataTable<AnsweredProof>(
          'Proofs',
          [
            { title: 'Module', cell: ({ module }) => el('strong', {}, module) },
            { title: 'When', cell: ({ at }) => time(at) },
            { title: 'By', cell: ({ scope }) => scope },
            { title: 'Result', cell: resultOf },
            { title: 'In the CRM', numeric: true, cell: (proof) => count(proof.in_crm) },
            { title: 'In memory', numeric: true, cell: (proof) => count(proof.in_memory) },
            { title: 'Differences', numeric: true, cell: (proof) => count(proof.differences) },
            { title: 'Queued', numeric: true, cell: (proof) => count(proof.mended) },
            { title: 'Read', numeric: true, cell: (proof) => count(proof.sampled) },
          ],
          proofs,
        ),
    proofs.length < mostShown ? null : el('p.quiet.after', {}, `The last ${mostShown} are shown.`),
  ];
}

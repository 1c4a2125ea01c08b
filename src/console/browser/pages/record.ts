import { type RecordAnswer } from '../../../asking/asked-record.js';
import { type FindAnswer } from '../../../asking/asking.js';
import { type Overview } from '../../overview/overview.js';
import { hrefOf } from '../address.js';
import { ask, query, send } from '../api.js';
import { type Child, el, fill } from '../dom.js';
import { type Page, type PageContext } from '../page.js';
import { ageFacts, ageTag, checkedText } from '../parts/ages.js';
import { documentsBeside } from '../parts/documents.js';
import { hitOf, titleWithout } from '../parts/hits.js';
import { askToErase } from '../dialogs/record-dialogs.js';
import { reloading } from '../parts/reloading.js';
import { failureNotice, loaded, prose, section, tag, time } from '../parts/shown.js';
import { timelineOf } from '../parts/timeline.js';

const mostRelated = 25;

/** One record: what memory has, what the CRM has now, what happened to it, and what belongs to it. */
export function recordPage({ path, mayAct, overview }: PageContext): Page {
  const [module = '', id = ''] = path;
  const address = `/records/${encodeURIComponent(module)}/${encodeURIComponent(id)}`;
  const known = reloading(() => ask<RecordAnswer>(address), knownOf);
  const beside = el('div');
  const compare = (): void => {
    fill(
      beside,
      section(
        'Memory beside the CRM',
        loaded(both(address), (both) => besideOf(...both, compare)),
      ),
    );
  };
  const related = ask<FindAnswer>(query(`${address}/related`, { limit: mostRelated }));
  const isDone = (): void => {
    known.reload();
    compare();
  };
  compare();
  let seen = stateIn(overview);
  return {
    title: `${module}/${id}`,
    node: el(
      'div.stack',
      {},
      known.node,
      mayAct ? actionsOn(module, id, isDone) : null,
      beside,
      section('What belongs to it', loaded(related, relatedOf)),
    ),
    onOverview: (now) => {
      if (stateIn(now) === seen) return;
      seen = stateIn(now);
      known.reload();
    },
    close: known.close,
  };
}

/** What tells that something was told or written: of which record, nobody says. */
function stateIn(overview: Overview | undefined): string {
  return JSON.stringify([overview?.totals, overview?.queue]);
}

/** What memory has, and, asked for at the same time, what the CRM has. */
function both(address: string): Promise<readonly [RecordAnswer, RecordAnswer]> {
  const live = query(address, { live: 'true', max_age: 0 });
  return Promise.all([ask<RecordAnswer>(address), ask<RecordAnswer>(live)]);
}

function knownOf(record: RecordAnswer): Child {
  return [
    headOf(record),
    section('What happened to it', timelineOf(record)),
    section('How old it is at most', ageFacts(record.freshness)),
  ];
}

function headOf(record: RecordAnswer): HTMLElement {
  const { title, kind, url, answer, in_memory: isHeld, parent, converted_into: converted } = record;
  return el(
    'section.card',
    {},
    el(
      'div.row',
      {},
      el('h2', {}, titleWithout(record.key, title) ?? 'Not in memory'),
      isHeld ? ageTag(record.freshness) : tag('plain', 'not in memory'),
    ),
    el('p', {}, prose(answer)),
    el(
      'p.quiet.after',
      {},
      kind,
      parent === null ? null : [' of ', linkTo(parent)],
      converted === null
        ? null
        : [' converted into ', ...converted.map((key) => [linkTo(key), ' '])],
      '. ',
      el('a', { href: url, rel: 'noreferrer', target: '_blank' }, 'Open in Zoho'),
    ),
  );
}

function linkTo(key: string): HTMLElement {
  return el('a', { href: hrefOf('records', ...key.split('/')) }, key);
}

function besideOf(held: RecordAnswer, live: RecordAnswer, again: () => void): Child {
  const status = live.live?.status ?? 'unknown';
  const look = el(
    'div.actions',
    {},
    el('button', { type: 'button', onclick: again }, 'Look again'),
  );
  if (status === 'unknown') {
    const why = live.live?.reason ?? 'it was not asked';
    return [
      el('p.notice.warn', {}, `What the CRM has is not known: ${why}.`),
      documentsBeside(held.document, held.document),
      look,
    ];
  }
  const theirs = status === 'gone' ? null : live.document;
  return [
    verdictOf(held, live),
    checkedText(live.checked?.why === undefined ? null : live.checked),
    documentsBeside(held.document, theirs),
    look,
  ];
}

function verdictOf({ in_memory: isHeld }: RecordAnswer, { live }: RecordAnswer): HTMLElement {
  const isGone = live?.status === 'gone';
  if (isGone)
    return isHeld
      ? el('p.notice.warn', {}, 'The CRM does not have it any more, and memory does.')
      : el('p.notice.good', {}, 'Neither the CRM nor memory has it.');
  if (live?.equal === true)
    return el(
      'p.notice.good',
      {},
      'Memory holds exactly what the CRM has. Changed there ',
      time(live.version),
      '.',
    );
  return el(
    'p.notice.warn',
    {},
    'Memory differs from what the CRM has: what only one of them says is marked.',
  );
}

function relatedOf({ records }: FindAnswer): Child {
  if (records.length === 0) return el('p.quiet', {}, 'Nothing that memory has.');
  return el('ul.items', {}, ...records.map((each) => hitOf(each)));
}

function actionsOn(module: string, id: string, done: () => void): HTMLElement {
  const notice = el('div', { role: 'status' });
  const sync = async (): Promise<void> => {
    try {
      await send('POST', '/sync', { kind: 'record', module, record_id: id });
      fill(notice, el('p.notice.good', {}, 'It is queued, before all that waits for sweeps.'));
      done();
    } catch (error) {
      fill(notice, failureNotice(error));
    }
  };
  const onErase = (): void => {
    askToErase(module, id, done);
  };
  return el(
    'div.stack',
    {},
    el(
      'div.actions.flat',
      {},
      el('button.primary', { type: 'button', onclick: () => void sync() }, 'Sync now'),
      el('button.danger', { type: 'button', onclick: onErase }, 'Erase…'),
    ),
    notice,
  );
}

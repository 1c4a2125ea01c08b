import {
  type DeadLetterAnswer,
  type DeadLettersAnswer,
} from '../../../queue/dead-letters/dead-letter-answer.js';
import { hrefOf } from '../address.js';
import { ask, query } from '../api.js';
import { type Child, el, fill } from '../dom.js';
import { type Page, type PageContext } from '../page.js';
import { askToDiscard, askToReplay, type LetterFilter } from '../dialogs/letter-dialogs.js';
import { facts, loaded, section, tag, time } from '../parts/shown.js';
import { counted } from '../words.js';

const pageSize = 50;

type Group = DeadLettersAnswer['groups'][number];

/** The records that could not be synced: why, and what to do with them. */
export function deadLettersPage({ mayAct, parameters, overview }: PageContext): Page {
  const filter: LetterFilter = {
    ...given('module', parameters.get('module')),
    ...given('code', parameters.get('code')),
    ...given('record_id', parameters.get('record_id')),
  };
  const node = el('div.stack');
  let limit = pageSize;
  let known = overview === undefined ? undefined : lettersIn(overview.modules);
  const load = (): void => {
    const asked = ask<DeadLettersAnswer>(query('/dead-letters', { ...filter, limit }));
    fill(node, loaded(asked, show));
  };
  const showMore = (): void => {
    limit += pageSize;
    load();
  };
  const show = (answer: DeadLettersAnswer): Child =>
    answer.matched === 0
      ? nothing(filter)
      : el(
          'div.stack',
          {},
          section(
            `By error: ${counted(answer.matched, 'dead letter')}`,
            narrowed(filter),
            el('ul.items', {}, ...answer.groups.map((group) => groupOf(group, mayAct, load))),
          ),
          section(
            'One by one, the latest first',
            singly(answer, mayAct, load),
            more(answer, showMore),
          ),
        );
  load();
  return {
    title: 'Dead letters',
    node,
    onOverview: ({ modules }) => {
      const now = lettersIn(modules);
      if (known === now || document.querySelector('dialog') !== null) return;
      known = now;
      load();
    },
  };
}

function singly(
  { dead_letters: all }: DeadLettersAnswer,
  mayAct: boolean,
  done: () => void,
): Child {
  return el('ul.items', {}, ...all.map((letter) => letterOf(letter, mayAct, done)));
}

function more(
  { matched, dead_letters: { length } }: DeadLettersAnswer,
  onclick: () => void,
): Child {
  if (length >= matched) return null;
  return el(
    'div.actions',
    {},
    el('button', { type: 'button', onclick }, `Show ${pageSize} more`),
    el('span.quiet', {}, `${length} of ${matched} are shown`),
  );
}

function lettersIn(modules: readonly { readonly dead_letters: number }[]): number {
  return modules.reduce((sum, each) => sum + each.dead_letters, 0);
}

function given(name: string, value: string | null): object {
  return value === null ? {} : { [name]: value };
}

function nothing(filter: LetterFilter): HTMLElement {
  const isNarrowed = Object.keys(filter).length > 0;
  return section(
    isNarrowed ? 'None of these' : 'None',
    el(
      'p',
      {},
      'Every record that was told of could be synced. ',
      isNarrowed ? el('a', { href: hrefOf('dead-letters') }, 'Show all') : null,
    ),
  );
}

function narrowed({ module, code, record_id: id }: LetterFilter): Child {
  const given = [module, id, code];
  if (given.every((each) => each === undefined)) return null;
  const what = given.filter((each) => each !== undefined).join(', ');
  return el('p.quiet', {}, `Only ${what}. `, el('a', { href: hrefOf('dead-letters') }, 'Show all'));
}

function groupOf(group: Group, mayAct: boolean, done: () => void): HTMLElement {
  const { code, error, count, modules, first_failed_at: first, last_failed_at: last } = group;
  const [only] = modules;
  const filter: LetterFilter = {
    code,
    ...(modules.length === 1 && only !== undefined ? { module: only } : {}),
  };
  const search = new URLSearchParams(Object.entries(filter)).toString();
  return el(
    'li',
    {},
    el('div.row', {}, el('p', {}, el('strong', {}, error)), tag('warn', counted(count, 'record'))),
    el(
      'p.quiet',
      {},
      el('code', {}, code),
      ` in ${modules.join(', ')}; first `,
      time(first),
      ', last ',
      time(last),
      '. ',
      el('a', { href: `${hrefOf('dead-letters')}?${search}` }, 'Only these'),
    ),
    mayAct ? actionsOn(filter, error, done) : null,
  );
}

function actionsOn(filter: LetterFilter, what: string, done: () => void): HTMLElement {
  return el(
    'div.actions',
    {},
    el(
      'button',
      {
        type: 'button',
        'aria-label': `Try again: ${what}`,
        onclick: () => {
          askToReplay(filter, done);
        },
      },
      'Try again…',
    ),
    el(
      'button.danger',
      {
        type: 'button',
        'aria-label': `Discard: ${what}`,
        onclick: () => {
          askToDiscard(filter, done);
        },
      },
      'Discard…',
    ),
  );
}

function letterOf(letter: DeadLetterAnswer, mayAct: boolean, done: () => void): HTMLElement {
  const { module, record_id: id, code, error, attempts, failed_at: at } = letter;
  const name = `${module}/${id}`;
  return el(
    'li',
    {},
    el(
      'div.row',
      {},
      el('p', {}, el('a', { href: hrefOf('records', module, id) }, name)),
      letter.former ? tag('plain', 'module synced no more') : null,
      el('span.quiet', {}, time(at)),
    ),
    el('p', {}, error),
    el(
      'details',
      {},
      el('summary.quiet', {}, 'In full'),
      facts([
        ['Code', el('code', {}, code)],
        ['Attempts', attempts],
        ['Failed first', time(letter.first_failed_at)],
        ['Failed last', time(at)],
        ['Told by', requestsOf(letter)],
        ...(letter.causes.length === 0 ? [] : [['Led to by', letter.causes.join(' ← ')] as const]),
      ]),
      mayAct ? actionsOn({ module, record_id: id }, name, done) : null,
    ),
  );
}

/** The deliveries that told of it; the page of one says whether it is still known. */
function requestsOf({ request_ids: ids }: DeadLetterAnswer): Child {
  if (ids.length === 0) return 'no delivery that is known: a sweep or a command';
  return ids.map((id, index) => [
    index === 0 ? null : ', ',
    el(
      'a',
      { href: `${hrefOf('deliveries')}?${new URLSearchParams({ request_id: id }).toString()}` },
      el('code', {}, id),
    ),
  ]);
}

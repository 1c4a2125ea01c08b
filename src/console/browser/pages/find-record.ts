import { type AnsweredRecord } from '../../../asking/answer/answers.js';
import { type RecordAnswer } from '../../../asking/asked-record.js';
import { type SearchAnswer } from '../../../asking/asking.js';
import { hrefOf } from '../address.js';
import { ask, query } from '../api.js';
import { type Child, el } from '../dom.js';
import { type Page, type PageContext } from '../page.js';
import { textField, moduleChoice, searchForm } from '../parts/forms.js';
import { hitOf } from '../parts/hits.js';
import { loaded, section } from '../parts/shown.js';

const most = 20;
const idPattern = /^[\w-]{1,64}$/;

/** Finds a record by its name or its id. */
export function findRecordPage({ parameters, modules }: PageContext): Page {
  const name = parameters.get('q') ?? '';
  const module = parameters.get('module') ?? '';
  const form = searchForm('records', [
    textField('Name or id', 'q', name, 'wide'),
    moduleChoice(modules, module),
  ]);
  const place = el('div');
  if (name !== '') {
    const found = find(name, module === '' ? modules : [module], module);
    place.append(loaded(found, (hits) => foundOf(hits, name, module)));
  }
  return { title: 'Records', node: el('div.stack', {}, el('section.card', {}, form), place) };
}

/** What looks like an id is looked up as one, and may be a name all the same. */
async function find(
  name: string,
  modules: readonly string[],
  module: string,
): Promise<readonly AnsweredRecord[]> {
  const byId = idPattern.test(name) && /\d/.test(name);
  const [ids, words] = await Promise.all([
    byId ? Promise.all(modules.map((each) => heldUnder(each, name))) : [],
    ask<SearchAnswer>(query('/memory/search', { q: name, module, limit: most })),
  ]);
  const named = ids.flat();
  const keys = new Set(named.map((each) => `${each.module}/${each.id}`));
  return [...named, ...words.hits.filter(({ module: of, id }) => !keys.has(`${of}/${id}`))];
}

async function heldUnder(module: string, id: string): Promise<readonly AnsweredRecord[]> {
  const path = `/records/${encodeURIComponent(module)}/${encodeURIComponent(id)}`;
  const { in_memory: isHeld, document, ...record } = await ask<RecordAnswer>(path);
  return isHeld ? [{ ...record, ...(document === null ? {} : { document }) }] : [];
}

function foundOf(hits: readonly AnsweredRecord[], name: string, module: string): Child {
  if (hits.length > 0) {
    return section('Found in memory', el('ul.items', {}, ...hits.map((hit) => hitOf(hit))));
  }
  const isAddress = module !== '' && idPattern.test(name);
  return section(
    'Not in memory',
    el('p', {}, 'Memory has nothing under this name or id.'),
    el(
      'p.after',
      {},
      isAddress
        ? el('a', { href: hrefOf('records', module, name) }, `Ask the CRM for ${module}/${name}`)
        : el('span.quiet', {}, 'To ask the CRM for it, give its module and its id.'),
    ),
  );
}

import { type SearchAnswer } from '../../../asking/asking.js';
import { ask, query } from '../api.js';
import { type Child, el } from '../dom.js';
import { type Page, type PageContext } from '../page.js';
import { ageFacts, checkedText } from '../parts/ages.js';
import { choice, textField, moduleChoice, searchForm } from '../parts/forms.js';
import { hitInFull, hitOf } from '../parts/hits.js';
import { loaded, section } from '../parts/shown.js';
import { counted } from '../words.js';

const ages = [
  ['', 'Any'],
  ['3600', 'An hour at most'],
  ['60', 'A minute at most'],
  ['0', 'Now, from the CRM'],
] as const;

const limits = ['10', '25', '50', '100'] as const;

/** Memory as an assistant is answered: the same question, the same order, the same words. */
export function searchPage({ parameters, modules }: PageContext): Page {
  const given = (name: string): string => parameters.get(name) ?? '';
  const form = searchForm(
    'search',
    [
      textField('Words', 'q', given('q'), 'wide'),
      moduleChoice(modules, given('module')),
      choice('Age', 'max_age', ages, given('max_age')),
      choice(
        'At most',
        'limit',
        limits.map((each) => [each, each] as const),
        given('limit') === '' ? limits[0] : given('limit'),
      ),
    ],
    'Search',
  );
  const asked = { module: given('module'), max_age: given('max_age'), limit: given('limit') };
  const place = el('div');
  if (given('q') !== '') {
    const path = query('/memory/search', { q: given('q'), ...asked, documents: 'true' });
    place.append(loaded(ask<SearchAnswer>(path), answerOf));
  }
  return { title: 'Search', node: el('div.stack', {}, el('section.card', {}, form), place) };
}

function answerOf({ hits, freshness, checked }: SearchAnswer): Child {
  const { except } = freshness;
  return el(
    'div.stack',
    {},
    section(
      hits.length === 0 ? 'Nothing found' : `${counted(hits.length, 'record')}, best first`,
      checkedText(checked),
      el('ul.items', {}, ...hits.map((hit) => hitOf(hit, hitInFull(hit)))),
    ),
    section(
      'How old this answer is at most',
      ageFacts(freshness),
      except === 0
        ? null
        : el(
            'p.notice.warn.after',
            {},
            `Except for ${counted(except, 'dead letter')} in these modules: of those, memory may be older.`,
          ),
    ),
  );
}

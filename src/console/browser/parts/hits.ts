import { type AnsweredRecord } from '../../../asking/answer/answers.js';
import { hrefOf } from '../address.js';
import { type Child, el } from '../dom.js';
import { ageTag } from './ages.js';
import { documentText } from './documents.js';
import { facts, tag } from './shown.js';

/** A record that was found: its title, which leads to it, where it is, and how old it is. */
export function hitOf(hit: AnsweredRecord, ...further: Child[]): HTMLElement {
  const { module, id, title, kind, score, excerpt, freshness } = hit;
  return el(
    'li',
    {},
    el(
      'div.row',
      {},
      el(
        'p',
        {},
        el(
          'a',
          { href: hrefOf('records', module, id) },
          el('strong', {}, titleWithout(`${module}/${id}`, title) ?? id),
        ),
      ),
      el(
        'span',
        {},
        score === undefined ? null : [tag('plain', `score ${rounded(score)}`), ' '],
        ageTag(freshness),
      ),
    ),
    el('p.quiet.small', {}, `${kind} · `, el('code', {}, `${module}/${id}`)),
    excerpt === undefined ? null : el('p.excerpt', {}, excerpt),
    ...further,
  );
}

/** What an assistant gets of a hit besides. */
export function hitInFull({ facts: known, document }: AnsweredRecord): Child {
  const pairs = Object.values(known).map(({ label, value }) => [label, String(value)] as const);
  return el(
    'details',
    {},
    el('summary.quiet', {}, 'Facts'),
    facts(pairs),
    document === undefined ? null : documentText('Document', document),
  );
}

function rounded(score: number): string {
  return score >= 100 ? String(Math.round(score)) : score.toPrecision(3);
}

/** A document's title names its record, which stands beside it here. */
export function titleWithout(key: string, title: string | null): string | null {
  const end = ` (${key})`;
  return title?.endsWith(end) === true ? title.slice(0, -end.length) : title;
}

import { type Child, el } from '../dom.js';
import { type DiffLine, lineDiff } from './line-diff.js';

/** A document as text: it may be long, and scrolls by itself. */
export function documentText(label: string, ...children: Child[]): HTMLElement {
  return el('pre.document', { role: 'region', 'aria-label': label, tabindex: 0 }, ...children);
}

/** What memory has beside what the CRM has now, with the lines marked that only one of them has. */
export function documentsBeside(held: string | null, live: string | null): HTMLElement {
  const lines = lineDiff(held ?? '', live ?? '');
  return el(
    'div.beside',
    {},
    side('In memory', held, lines, 'first'),
    side('In the CRM now', live, lines, 'second'),
  );
}

function side(
  title: string,
  text: string | null,
  lines: readonly DiffLine[],
  mine: 'first' | 'second',
): HTMLElement {
  const shown =
    text === null
      ? el('p.quiet', {}, 'There is none.')
      : documentText(
          title,
          ...lines
            .filter(({ where }) => where === 'both' || where === mine)
            .map(({ text: line, where }) =>
              where === 'both'
                ? `${line}\n`
                : el(mine === 'first' ? 'del' : 'ins', {}, `${line}\n`),
            ),
        );
  return el('div', {}, el('h3', {}, title), shown);
}

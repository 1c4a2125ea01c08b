import { reasonOf } from '../api.js';
import { type Child, el, fill } from '../dom.js';
import { clock } from '../words.js';

/** A heading with what it is about. */
export function section(title: string, ...children: Child[]): HTMLElement {
  return el('section.card', {}, el('h2', {}, title), ...children);
}

/** A column of a table: its heading, and what a row has there. */
export interface Column<Row> {
  readonly title: string;
  readonly numeric?: boolean;
  readonly cell: (row: Row) => Child;
}

/** A table that scrolls by itself where it is too wide. */
export function dataTable<Row>(
  label: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): HTMLElement {
  const kind = ({ numeric }: Column<Row>): string => (numeric === true ? 'td.number' : 'td');
  const heads = columns.map(({ title, numeric }) =>
    el(numeric === true ? 'th.number' : 'th', { scope: 'col' }, title),
  );
  const lines = rows.map((row) =>
    el('tr', {}, ...columns.map((column) => el(kind(column), {}, column.cell(row)))),
  );
  return el(
    'div.scrolls',
    { role: 'region', 'aria-label': label, tabindex: 0 },
    el('table', {}, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...lines)),
  );
}

/** A time, to be read at a glance and, when pointed at, exactly. */
export function time(at: string | null | undefined): Child {
  if (at === null || at === undefined) return '–';
  return el('time', { datetime: at, title: at }, clock(at));
}

/** A word with a colour, which is never alone in what it says. */
export function tag(kind: 'good' | 'warn' | 'bad' | 'plain', text: string): HTMLElement {
  return el(`span.tag.${kind}`, {}, text);
}

/** Something that went wrong here, read out at once. */
export function failureNotice(error: unknown): HTMLElement {
  return el('p.notice.bad', { role: 'alert' }, reasonOf(error));
}

/** Shows what is being loaded, then what it is or why it isn't. */
export function loaded<T>(loading: Promise<T>, show: (value: T) => Child): HTMLElement {
  const place = el('div', { 'aria-busy': 'true' }, el('p.quiet', {}, 'Loading…'));
  loading
    .then(
      (value) => {
        fill(place, show(value));
      },
      (error: unknown) => {
        fill(place, failureNotice(error));
      },
    )
    .finally(() => {
      place.removeAttribute('aria-busy');
    });
  return place;
}

/** Names and what they are, one below the other. */
export function facts(pairs: readonly (readonly [string, Child])[]): HTMLElement {
  return el(
    'dl.facts',
    {},
    ...pairs.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
  );
}

/** A sentence of ours, in which what is to be typed stands between backticks. */
export function prose(text: string): Child {
  return text.split('`').map((part, index) => (index % 2 === 1 ? el('code', {}, part) : part));
}

interface Chip {
  readonly text: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** What there is to choose from, of which one is shown. */
export function chips(label: string, all: readonly Chip[]): HTMLElement {
  const links = all.map(({ text, href, isCurrent }) =>
    el('li', {}, el('a', { href, 'aria-current': isCurrent ? 'true' : null }, text)),
  );
  return el('nav.chips', { 'aria-label': label }, el('ul', {}, ...links));
}

import { type DayPart } from '../../day/day-strip.js';
import { el, svg } from '../dom.js';
import { clock, count, lasting } from '../words.js';

export interface DayAnswer {
  readonly parts: readonly DayPart[];
}

interface Strip {
  readonly title: string;
  readonly of: (part: DayPart) => number;
  readonly text: (number: number) => string;
  readonly look: string;
  readonly whole: 'sum' | 'most';
}

const strips: readonly Strip[] = [
  {
    title: 'Deliveries',
    of: ({ deliveries }) => deliveries,
    text: count,
    look: 'calm',
    whole: 'sum',
  },
  { title: 'Synced', of: ({ synced }) => synced, text: count, look: 'calm', whole: 'sum' },
  {
    title: 'Behind',
    of: ({ lag_seconds: lag }) => lag,
    text: lasting,
    look: 'warn',
    whole: 'most',
  },
  {
    title: 'Errors',
    of: ({ refused, failed }) => refused + failed,
    text: count,
    look: 'bad',
    whole: 'sum',
  },
];

const height = 28;

/** The last day as rows of bars, each with its number in words. */
export function dayStrips(parts: readonly DayPart[]): HTMLElement {
  const known = parts.filter((part) => part.known).length;
  const [first] = parts;
  return el(
    'div.strips',
    {},
    ...strips.map((strip) => stripOf(strip, parts)),
    el('p.quiet.small.ends', {}, el('span', {}, clock(first?.from)), el('span', {}, 'now')),
    known < parts.length
      ? el('p.quiet.small', {}, 'Pale: nobody looked then. A scheduler looks once a minute.')
      : null,
  );
}

function stripOf({ title, of, text, look, whole }: Strip, parts: readonly DayPart[]): HTMLElement {
  const numbers = parts.map(of);
  const most = Math.max(0, ...numbers);
  const all = whole === 'sum' ? numbers.reduce((sum, each) => sum + each, 0) : most;
  const label = whole === 'sum' ? text(all) : `${text(all)} at most`;
  return el(
    'figure',
    {},
    el('figcaption', {}, el('span', {}, title), el('span.quiet', {}, label)),
    svg(
      `svg.${look}`,
      {
        viewBox: `0 0 ${parts.length * 4} ${height}`,
        preserveAspectRatio: 'none',
        role: 'img',
        'aria-label': `${title}: ${label}`,
      },
      ...parts.map((part, index) =>
        barOf({ part, index, number: of(part), most, text: text(of(part)) }),
      ),
    ),
  );
}

interface Bar {
  readonly part: DayPart;
  readonly index: number;
  readonly number: number;
  readonly most: number;
  readonly text: string;
}

function barOf({ part, index, number, most, text }: Bar): SVGElement {
  const tall = most === 0 || number === 0 ? 1 : Math.max(2, (number / most) * height);
  const kind = part.known ? (number === 0 ? 'rect.none' : 'rect') : 'rect.unknown';
  return svg(
    kind,
    {
      x: index * 4,
      y: part.known ? height - tall : 0,
      width: 3,
      height: part.known ? tall : height,
    },
    svg('title', {}, `${clock(part.from)}: ${part.known ? text : 'nobody looked'}`),
  );
}

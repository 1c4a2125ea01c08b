import { type Moment } from '../../memory/fact-query.js';

const dayMs = 86_400_000;

/** From `from` on and before `before`. */
export interface Period {
  readonly from: Moment;
  readonly before: Moment;
}

/** The days of an organisation: by the clocks of its time zone. */
export class Calendar {
  readonly #format: Intl.DateTimeFormat;

  /** @param timeZone an IANA name; one that Node doesn't know is read as UTC */
  constructor(timeZone: string) {
    this.#format = formatFor(timeZone);
  }

  /** The midnight in UTC of the day that a time lies in. */
  dayOf(ms: number): number {
    return Math.floor(this.#localMs(ms) / dayMs) * dayMs;
  }

  momentOf(ms: number): Moment {
    return { dayMs: this.dayOf(ms), ms };
  }

  /** Where a day begins; it is named by its midnight in UTC. */
  startOf(day: number): Moment {
    const guess = day - (this.#localMs(day) - day);
    // Where the clocks were put between the two, the offset is another one.
    return { dayMs: day, ms: day - (this.#localMs(guess) - guess) };
  }

  days(first: number, count: number): Period {
    return { from: this.startOf(first), before: this.startOf(first + count * dayMs) };
  }

  /** A time as if its clock were UTC's. */
  #localMs(ms: number): number {
    const parts = new Map(
      this.#format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]),
    );
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const local = Date.UTC(
      of('year'),
      of('month') - 1,
      of('day'),
      of('hour'),
      of('minute'),
      of('second'),
    );
    return local + (((ms % 1000) + 1000) % 1000);
  }
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const parts = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...parts, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...parts, timeZone: 'UTC' });
  }
}

export const periodWords =
  'today, yesterday, tomorrow, this|last|next week|month|quarter|year, last N days, next N days';

const pattern =
  /^(?:(today|yesterday|tomorrow)|(this|last|next) (week|month|quarter|year)|(last|next) (\d{1,4}) days?)$/;

const steps: ReadonlyMap<string | undefined, number> = new Map([
  ...([
    ['yesterday', -1],
    ['tomorrow', 1],
    ['last', -1],
    ['next', 1],
  ] as const),
]);

/** `this month`, `next 7 days`: with today, and weeks from Monday; undefined for other words. */
export function periodNamed(text: string, nowMs: number, calendar: Calendar): Period | undefined {
  const match = pattern.exec(
    text
      .trim()
      .toLowerCase()
      .replace(/[\s_]+/g, ' '),
  );
  if (match === null) return undefined;
  const [, day, which, unit, side, number] = match;
  const today = calendar.dayOf(nowMs);
  if (day !== undefined) return calendar.days(today + (steps.get(day) ?? 0) * dayMs, 1);
  if (side !== undefined) {
    const count = Math.max(1, Number(number));
    return calendar.days(side === 'next' ? today : today - (count - 1) * dayMs, count);
  }
  const step = steps.get(which) ?? 0;
  return unit === 'week'
    ? weekOf(today, step, calendar)
    : monthsOf(today, String(unit), step, calendar);
}

function weekOf(today: number, step: number, calendar: Calendar): Period {
  const sinceMonday = (new Date(today).getUTCDay() + 6) % 7;
  return calendar.days(today + (7 * step - sinceMonday) * dayMs, 7);
}

const unitMonths: ReadonlyMap<string, number> = new Map([
  ['month', 1],
  ['quarter', 3],
  ['year', 12],
]);

function monthsOf(today: number, unit: string, step: number, calendar: Calendar): Period {
  const date = new Date(today);
  const months = unitMonths.get(unit) ?? 1;
  const first = Math.floor(date.getUTCMonth() / months) * months + step * months;
  const start = (month: number): Moment =>
    calendar.startOf(Date.UTC(date.getUTCFullYear(), month, 1));
  return { from: start(first), before: start(first + months) };
}

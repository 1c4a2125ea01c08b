import { isoTime } from '../../kernel/iso-time.js';
import { type FactType } from '../../memory/document-facts.js';
import { type FactGroup, type GroupValue } from '../../memory/fact-query.js';
import { type AskedField } from '../request/asked-fields.js';
import { type Calendar } from '../request/calendar.js';

export const measures = ['count', 'sum', 'avg', 'min', 'max'] as const;

export type Measure = (typeof measures)[number];

type Value = string | number | boolean | null;

/** One group of an answer: what its records share, and what was measured of them. */
export interface AnsweredGroup {
  readonly group: Readonly<Record<string, Value>>;
  /** A time for the least and the most of times; null where nothing could be measured. */
  readonly value: number | string | null;
  /** Records that were measured. */
  readonly count: number;
  /** Of money: what isn't in the same currency isn't added up. Null where it isn't known. */
  readonly currency?: string | null;
}

/** Puts together what falls on one day, and measures; the greatest first. */
export function answeredGroups(
  groups: readonly FactGroup[],
  measure: Measure,
  { groupBy, calendar }: { readonly groupBy: readonly AskedField[]; readonly calendar: Calendar },
): readonly AnsweredGroup[] {
  const merged = new Map<
    string,
    { readonly group: AnsweredGroup['group']; readonly of: FactGroup }
  >();
  for (const each of groups) {
    const names = groupBy.map(
      ({ name }, index) => [name, shownValue(each.group[index], calendar)] as const,
    );
    const group = Object.fromEntries(names);
    const key = JSON.stringify([group, each.currency, each.type]);
    const before = merged.get(key)?.of;
    merged.set(key, { group, of: before === undefined ? each : together(before, each) });
  }
  return [...merged.values()]
    .map(({ group, of }) => ({
      group,
      value: measured(of, measure),
      count: of.count,
      ...(of.type === 'money' ? { currency: of.currency } : {}),
    }))
    .sort((one, other) => order(other.value) - order(one.value));
}

/** A time is grouped by its day. */
function shownValue(value: GroupValue | undefined, calendar: Calendar): Value {
  if (value === undefined || value.type === 'none') return null;
  const { type, text, number } = value;
  if (type === 'time' && number !== null) return isoTime(calendar.dayOf(number)).slice(0, 10);
  if (type === 'flag') return number === 1;
  return (type === 'number' || type === 'money') && number !== null ? number : text;
}

function together(one: FactGroup, other: FactGroup): FactGroup {
  const by = (
    name: 'sum' | 'min' | 'max',
    join: (a: number, b: number) => number,
  ): number | null => {
    const [a, b] = [one[name], other[name]];
    return a === null || b === null ? (a ?? b) : join(a, b);
  };
  return {
    ...one,
    count: one.count + other.count,
    sum: by('sum', (a, b) => a + b),
    min: by('min', Math.min),
    max: by('max', Math.max),
  };
}

function measured(group: FactGroup, measure: Measure): number | string | null {
  switch (measure) {
    case 'count':
      return group.count;
    case 'sum':
      return exact(group.sum);
    case 'avg':
      return group.count === 0 || group.sum === null ? null : exact(group.sum / group.count);
    case 'min':
      return shownNumber(group.min, group.type);
    case 'max':
      return shownNumber(group.max, group.type);
  }
}

/** As people add up: without what binary fractions leave over. */
function exact(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(15));
}

function shownNumber(value: number | null, type: FactType | undefined): number | string | null {
  if (value === null) return null;
  if (type === 'time') return isoTime(value);
  return type === 'day' ? isoTime(value).slice(0, 10) : exact(value);
}

function order(value: number | string | null): number {
  if (value === null) return -Infinity;
  return typeof value === 'number' ? value : Date.parse(value);
}

import { type SimRecord } from './sim-record.js';

export type SortField = 'id' | 'Created_Time' | 'Modified_Time';
export type SortOrder = 'asc' | 'desc';

/** What the order of a record depends on. */
export type Place = Pick<SimRecord, 'id' | 'createdAtMs' | 'modifiedAtMs'>;
export type PlaceOrder = (a: Place, b: Place) => number;

/** A total order: records of the same second are in the order of their ids. */
export function placeOrder(field: SortField, order: SortOrder): PlaceOrder {
  const direction = order === 'asc' ? 1 : -1;
  return (a, b) => direction * (compareBy(field, a, b) || compareIds(a.id, b.id));
}

/** The first index of the ordered rows that comes after the place; the number of rows if none does. */
export function indexAfter(rows: readonly Place[], place: Place, compare: PlaceOrder): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && compare(row, place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareBy(field: SortField, a: Place, b: Place): number {
  if (field === 'Modified_Time') return a.modifiedAtMs - b.modifiedAtMs;
  return field === 'Created_Time' ? a.createdAtMs - b.createdAtMs : 0;
}

/** Ids are numbers too large to be one. */
function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

import { type RecordState, type StateMeaning } from './kind.js';

const states = {
  open: { open: true },
  won: { open: false, outcome: 'won' },
  lost: { open: false, outcome: 'lost' },
  closed: { open: false },
} as const satisfies Readonly<Record<NonNullable<ReturnType<StateMeaning>>, RecordState>>;

export type StateName = keyof typeof states;

export function stateNamed(name: StateName): RecordState {
  return states[name];
}

/** Whether a field that a kind keeps empty until something has happened holds anything. */
export function isFilled(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value !== null && value !== undefined;
}

/** A number, also one that came as text; undefined for anything else: an empty text is no 0. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

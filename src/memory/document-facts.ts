import { type ApiModule } from '../crm/modules.js';
import { type RecordKey } from '../crm/record-ref.js';

/** `day`: `2026-05-14`; `time`: ISO 8601 in UTC; `link`: a record; `user`: somebody of the organisation. */
export const factTypes = [
  ...(['text', 'number', 'money', 'day', 'time'] as const),
  ...(['flag', 'link', 'user', 'list'] as const),
];

export type FactType = (typeof factTypes)[number];

export type FactValue = string | number | boolean | readonly string[];

/** One field of a record as a value that can be compared, sorted and added up. */
export interface Fact {
  /** The field's API name. */
  readonly field: string;
  readonly label: string;
  readonly type: FactType;
  /** A link's or user's name, or its id where it has none. */
  readonly value: FactValue;
  /** Of money, where it is known: an ISO 4217 code. */
  readonly currency?: string;
  /** Of a number: `s`. */
  readonly unit?: string;
  /** Of a link or a user. */
  readonly id?: string;
  readonly module?: string;
  readonly email?: string;
}

export const recordStates = ['open', 'won', 'lost', 'closed'] as const;

export type FactState = (typeof recordStates)[number];

/** What is known of a record besides its text, for questions that words can't answer. */
export interface DocumentFacts {
  readonly api: ApiModule;
  /** What one record of its kind is called: `Deal`. */
  readonly kind: string;
  readonly name: string;
  readonly fields: readonly Fact[];
  /** Undefined for a kind that never ends. */
  readonly state: FactState | undefined;
  /** The day or time by which it should be over; only of what can be over. */
  readonly due: string | undefined;
  /** The account that it belongs to directly; an account's is itself. */
  readonly account: { readonly id: string; readonly name: string } | undefined;
  readonly parent: RecordKey | undefined;
  /** The records that it names, its parent among them. */
  readonly links: readonly RecordKey[];
}

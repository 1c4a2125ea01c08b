import { type CrmRecord } from '../../../crm/crm-record.js';
import { type Field } from './field.js';
import { type NamedRecord } from './named-record.js';
import { type Reading } from './reading.js';
import { type SummaryPart } from './summary-part.js';

export type RecordFields = CrmRecord['fields'];

/** Whether something is still to come of a record; a deal that is over may say how it ended. */
export interface RecordState {
  readonly open: boolean;
  readonly outcome?: 'won' | 'lost';
}

/** What the organisation's own settings say that a picklist's value stands for; undefined where they don't say. */
export type StateMeaning = (
  field: string,
  value: unknown,
) => 'open' | 'won' | 'lost' | 'closed' | undefined;

/** The section of an account's document that lists records of a kind. */
export interface Section {
  readonly heading: string;
  readonly order: 'by title' | 'latest first' | 'soonest first';
  /** Records listed at most; beyond that a count. */
  readonly atMost: number;
  /** Given: only open records are listed, and this line tells of the others; never asked about none. */
  readonly closedText?: (closed: readonly RecordState[]) => string;
}

/**
 * Everything that is to be said of one kind of record: how it reads, and what the account it belongs to says of it.
 * Data and pure functions over a record's fields, without a clock: the same record gives the same bytes.
 */
export interface Kind {
  /** What one record is called: `Deal`. */
  readonly noun: string;
  /** The fields that are fetched and shown, in the order they are read. */
  readonly fields: readonly Field[];
  /** Zoho's labels of fields that aren't the API name in other words, with the API name; `id` is the record's own. */
  readonly otherLabels?: Readonly<Record<string, string>>;
  /**
   * Its fields aren't known: all that a record has are fetched, and those that aren't left out are shown too, or only
   * `fields` are.
   */
  readonly takesAll?: 'shown' | 'fetched';
  /** Fields that the settings keep out of memory. */
  readonly leftOut?: readonly string[];
  /** Fields that are fetched because others are read by them. */
  readonly unseenFields?: readonly string[];
  /** Where the name stands: the first of these that holds a text. */
  readonly nameFields: readonly string[];
  /** The fields as they are to be understood, where what they say depends on another one. */
  readonly understood?: (fields: RecordFields) => RecordFields;
  /** A name made of several fields; empty where it can't be made. It goes before `nameFields`. */
  readonly nameOf?: (fields: RecordFields) => string;
  /** The long text whose first words serve as a title where there is no name. */
  readonly excerptField?: string;
  /** The field that dates a record among others of its kind. */
  readonly dateField: string;
  /**
   * By facts that no organisation renames, then by what its settings say, and only then by words, which every
   * organisation has in a language and a choice of its own. A meeting stays open when it has passed: there is no clock
   * here; its date says the rest.
   */
  readonly stateOf: (fields: RecordFields, meaning?: StateMeaning) => RecordState;
  /** The fields that `stateOf` looks at. */
  readonly stateFields: readonly string[];
  /** The record that this one belongs to, with its name as this one has it. */
  readonly parentOf: (fields: RecordFields) => NamedRecord | undefined;
  /** What is worth knowing beside the name, the most important first. */
  readonly summaryOf: (fields: RecordFields, reading?: Reading) => readonly SummaryPart[];
  /** Undefined: an account's document doesn't list it. */
  readonly section: Section | undefined;
}

const open: RecordState = { open: true };

/** The state of what never ends. */
export function alwaysOpen(): RecordState {
  return open;
}

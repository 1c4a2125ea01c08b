import { type RecordKey } from '../../../src/crm/record-ref.js';

/** One state of a record in the CRM. Versions count over all records: a later state has the greater one. */
export interface TrueState {
  readonly key: RecordKey;
  readonly version: number;
  /** Written into a rendered field together with the version, so that no other document can show it by accident. */
  readonly nonce: string;
  readonly deleted: boolean;
  /** Its place among the states and the writes to memory: they happen in one process, one after the other. */
  readonly seq: number;
}

/** A record of a delivery that was answered with 2xx. */
export interface Acknowledged {
  readonly key: RecordKey;
  /** The state that the delivery told of. */
  readonly version: number;
  readonly delivery: string;
  /** Epoch ms: when the first copy of the delivery was sent. */
  readonly sentAtMs: number;
}

/** What happened to memory: a document came, or the last document of a record went. */
export type Applied =
  | {
      readonly kind: 'put';
      readonly key: RecordKey;
      readonly version: number;
      readonly nonce: string;
      readonly seq: number;
    }
  | { readonly kind: 'emptied'; readonly key: RecordKey; readonly seq: number };

/** A record read successfully by Zoho's API: the service looked at it. */
export interface Look {
  readonly key: RecordKey;
  readonly atMs: number;
}

/** Answers to the sender's requests, one count per request. */
export interface Answers {
  readonly accepted: number;
  readonly duplicate: number;
  /** 4xx. */
  readonly rejected: number;
  /** 5xx. */
  readonly failed: number;
  /** The connection broke, or nothing came in time: the service may have counted it or not. */
  readonly unanswered: number;
  /** Records in the accepted ones, as the answers say. */
  readonly acceptedRecords: number;
}

/** Counts of `GET /webhooks/metrics`, over all processes. */
export interface Counted {
  readonly total_events: number;
  readonly queued_events: number;
  readonly duplicated_events: number;
  readonly rejected_events: number;
  readonly failed_events: number;
  readonly events_succeeded: number;
  readonly events_dead_letter: number;
  readonly records_coalesced: number;
}

/** What was done to the service, as far as it decides which counts must be exact. */
export interface Disturbances {
  /** A count is written once a second: who is killed takes the last second's along. */
  readonly webKilled: boolean;
  readonly workerKilled: boolean;
  /** Redis was killed, frozen, emptied or full: what it counts may be lost, or counted twice. */
  readonly redisDisturbed: boolean;
  /** Sweeps queue records that no delivery told of. */
  readonly swept: boolean;
}

/** Everything that was written down of a cell, from its start to its end. */
export interface History {
  readonly truth: readonly TrueState[];
  readonly acknowledged: readonly Acknowledged[];
  readonly applied: readonly Applied[];
  /** The versions of the documents that memory holds in the end, per record; normally one. */
  readonly held: ReadonlyMap<RecordKey, readonly number[]>;
  readonly deadLetters: ReadonlySet<RecordKey>;
  readonly looks: readonly Look[];
  readonly answers: Answers;
  readonly counted: Counted | undefined;
  /** The same deliveries as the web processes' own `/metrics` have them; undefined where one was started anew. */
  readonly scraped: Pick<Counted, 'queued_events' | 'duplicated_events'> | undefined;
  readonly disturbances: Disturbances;
  /** From the end of the faults until memory was true; undefined where it never was. */
  readonly convergedAfterMs: number | undefined;
  readonly convergeWithinMs: number;
}

/** What an invariant says against a history: one line each; none where it holds. */
export type Check = (history: History) => readonly string[];

export function statesByKey(
  truth: readonly TrueState[],
): ReadonlyMap<RecordKey, readonly TrueState[]> {
  const states = new Map<RecordKey, TrueState[]>();
  for (const state of truth) {
    const known = states.get(state.key);
    if (known === undefined) states.set(state.key, [state]);
    else known.push(state);
  }
  return states;
}

import { type RecordKey } from '../../../src/crm/record-ref.js';
import { type Acknowledged, type Applied, type History, type TrueState } from './history.js';

export const key: RecordKey = 'Deals/1';

/** A state of the record. */
export function state(version: number, seq: number, deleted = false): TrueState {
  return { key, version, nonce: `n${version}`, deleted, seq };
}

export function put(version: number, seq: number): Applied {
  return { kind: 'put', key, version, nonce: `n${version}`, seq };
}

export function emptied(seq: number): Applied {
  return { kind: 'emptied', key, seq };
}

export function acknowledged(version: number, sentAtMs = 1000): Acknowledged {
  return { key, version, delivery: `delivery-${version}`, sentAtMs };
}

/** One record, created, told of, written, and looked at: everything holds of it. */
const goodHistory: History = {
  truth: [state(1, 1)],
  acknowledged: [acknowledged(1)],
  applied: [put(1, 2)],
  held: new Map([[key, [1]]]),
  deadLetters: new Set(),
  looks: [{ key, atMs: 1001 }],
  answers: {
    accepted: 1,
    duplicate: 0,
    rejected: 0,
    failed: 0,
    unanswered: 0,
    acceptedRecords: 1,
  },
  counted: {
    total_events: 1,
    queued_events: 1,
    duplicated_events: 0,
    rejected_events: 0,
    failed_events: 0,
    events_succeeded: 1,
    events_dead_letter: 0,
    records_coalesced: 0,
  },
  scraped: { queued_events: 1, duplicated_events: 0 },
  disturbances: { webKilled: false, workerKilled: false, redisDisturbed: false, swept: false },
  convergedAfterMs: 10,
  convergeWithinMs: 1000,
};

export function aHistory(differences: Partial<History> = {}): History {
  return { ...goodHistory, ...differences };
}

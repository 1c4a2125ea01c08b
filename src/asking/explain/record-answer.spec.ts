import { type StoredDocument } from '../../memory/memory-document.js';
import { describe, expect, it } from '@jest/globals';

import { type DeadLetter } from '../../queue/dead-letters/dead-letter.js';
import { type RecordStanding } from '../../queue/progress/record-progress.js';
import { type LiveRecord } from './live-record.js';
import { isEqual, recordAnswer, type RecordFacts } from './record-answer.js';

const nowMs = Date.parse('2026-03-01T09:00:00Z');
const version = nowMs - 20_000;
const document: StoredDocument = {
  key: 'Deals/1',
  module: 'Deals',
  id: '1',
  title: 't',
  body: 'text',
  contentHash: 'h',
  version,
  ref: 'r',
  storedAtMs: nowMs - 12_000,
};
const quiet: RecordStanding = {
  lookedAtMs: nowMs,
  job: undefined,
  queuedAtMs: undefined,
  attempts: 0,
  lastError: undefined,
  requestId: undefined,
  lastSync: undefined,
  behindSinceMs: undefined,
  deadLetter: undefined,
};
const letter: DeadLetter = {
  module: 'Deals',
  id: '1',
  code: 'zoho.refused',
  message: 'No right to it',
  causes: [],
  requestIds: [],
  retryable: false,
  attempts: 3,
  firstFailedAtMs: nowMs - 5000,
  failedAtMs: nowMs - 5000,
};
const present: LiveRecord = { status: 'present', modifiedAtMs: version, body: 'text' };
const later: LiveRecord = { status: 'present', modifiedAtMs: nowMs - 1000, body: 'other' };

const facts = (changes: Partial<RecordFacts>): RecordFacts => ({
  ref: { module: 'Deals', id: '1' },
  document,
  progress: quiet,
  live: undefined,
  nowMs,
  ...changes,
});
const pending = (changes: Partial<RecordStanding>): RecordStanding => {
  return { ...quiet, job: 'delayed', behindSinceMs: nowMs - 60_000, ...changes };
};

describe('the answer about a record', () => {
  it.each<[string, Partial<RecordFacts>, string]>([
    [
      'that memory has as the CRM has it',
      { live: present },
      'Memory is true to the CRM: version 2026-03-01T08:59:40.000Z, written 12 s ago.',
    ],
    [
      'of which the CRM was not asked',
      {},
      'Memory holds version 2026-03-01T08:59:40.000Z, written 12 s ago, and nothing is pending.',
    ],
    [
      'whose last delivery was older than what is known',
      {
        progress: {
          ...quiet,
          lastSync: { receivedAtMs: 1, syncedAtMs: 2, outcome: 'ignored_older', requestId: null },
        },
      },
      'Memory holds version 2026-03-01T08:59:40.000Z, written 12 s ago, and nothing is pending. ' +
        'What the last delivery carried was ignored: it is older than that.',
    ],
    [
      'that is tried again',
      { progress: pending({ attempts: 2, lastError: 'Zoho is out of order' }) },
      'Memory is behind since 2026-03-01T08:59:00.000Z: waiting for the next attempt, 2 attempts failed: Zoho is out of order.',
    ],
    [
      'that waits',
      { progress: pending({}) },
      'Memory is behind since 2026-03-01T08:59:00.000Z: the change waits in the queue.',
    ],
    [
      'that is being synced',
      { progress: pending({ job: 'active' }) },
      'Memory is behind since 2026-03-01T08:59:00.000Z: the record is being synced now.',
    ],
    [
      'that was given up',
      { progress: { ...quiet, deadLetter: letter } },
      'Memory is behind since 2026-03-01T08:59:55.000Z: it was given up after 3 attempts: zoho.refused: No right to it. Put that right, then `zoho-sync dead-letters replay`.',
    ],
    [
      'that was given up for something that passes',
      { progress: { ...quiet, deadLetter: { ...letter, retryable: true } } },
      'Memory is behind since 2026-03-01T08:59:55.000Z: it was given up after 3 attempts: zoho.refused: No right to it. It is tried again by itself, within 60 s.',
    ],
    [
      'that changed in the CRM and nobody told',
      { live: later },
      'Memory is not what the CRM has now: version 2026-03-01T08:59:59.000Z there, memory holds version 2026-03-01T08:59:40.000Z. Nothing is pending: `zoho-sync sync record Deals 1` puts it right.',
    ],
    [
      'that changed in the CRM and is on its way',
      { live: later, progress: pending({ job: 'active' }) },
      'Memory is not what the CRM has now: version 2026-03-01T08:59:59.000Z there, memory holds version 2026-03-01T08:59:40.000Z. Memory is behind since 2026-03-01T08:59:00.000Z: the record is being synced now.',
    ],
    [
      'that is gone in the CRM alone',
      { live: { status: 'gone' } },
      'Memory is not what the CRM has now: the record is gone there, memory holds version 2026-03-01T08:59:40.000Z. Nothing is pending: `zoho-sync sync record Deals 1` puts it right.',
    ],
    [
      'that is gone in both',
      { live: { status: 'gone' }, document: undefined },
      'Memory is true to the CRM: the record is gone there, and memory holds nothing of it.',
    ],
    [
      'that nobody told of',
      { document: undefined },
      'Memory holds nothing of this record, no delivery named it, and nothing is pending.',
    ],
    [
      'of which the CRM could not be asked',
      { live: { status: 'unknown', reason: 'no credentials' } },
      'Memory holds version 2026-03-01T08:59:40.000Z, written 12 s ago, and nothing is pending. The CRM could not be asked: no credentials.',
    ],
  ])('%s', (_, changes, answer) => {
    expect(recordAnswer(facts(changes))).toBe(answer);
  });

  it.each<[string, Partial<RecordFacts>, boolean | undefined]>([
    ['the same text', { live: present }, true],
    ['another text', { live: { ...present, body: 'x' } }, false],
    ['gone in both', { live: { status: 'gone' }, document: undefined }, true],
    ['gone in one', { live: { status: 'gone' } }, false],
    ['not asked', {}, undefined],
  ])('says whether memory is equal: %s', (_, changes, equal) => {
    expect(isEqual(facts(changes))).toBe(equal);
  });
});

import { describe, expect, it } from '@jest/globals';

import { type ChangeEvent, type ChangeKind } from '../crm/change-event.js';
import { mergePayload, type StoredPayload } from './stored-payload.js';

/** Times of these tests are seconds of one day; the clock of this process stands at the 50th. */
const dayMs = Date.UTC(2025, 0, 1);
const at = (second: number): number => dayMs + second * 1000;
const time = (second: number): string => new Date(at(second)).toISOString();
const nowMs = at(50);

/** A change that carries these fields, modified and sent at these seconds. */
function change(
  kind: ChangeKind,
  fields?: Readonly<Record<string, unknown>>,
  times: { readonly modified?: number; readonly sent?: number } = {},
): ChangeEvent {
  const modified = times.modified === undefined ? {} : { Modified_Time: time(times.modified) };
  return {
    ref: { module: 'Accounts', id: '1' },
    kind,
    changedFields: [],
    ...(fields === undefined ? {} : { data: { ...fields, ...modified } }),
    ...(times.sent === undefined ? {} : { sentAtMs: at(times.sent) }),
  };
}

function after(...changes: readonly ChangeEvent[]): StoredPayload | undefined {
  return changes.reduce<StoredPayload | undefined>(
    (known, next) => mergePayload(known, next, nowMs),
    undefined,
  );
}

/** What is known of a record, without the times of its fields: its fields, or that it is gone. */
function told(...changes: readonly ChangeEvent[]): unknown {
  const payload = after(...changes);
  if (payload?.deletedAtMs !== undefined) return 'gone';
  return Object.fromEntries(
    Object.entries(payload?.fields ?? {}).filter(([name]) => name !== 'Modified_Time'),
  );
}

const created = change('create', { a: 1, b: 1 }, { modified: 10 });

describe('mergePayload, of changes with Modified_Time', () => {
  it.each<[string, readonly ChangeEvent[], unknown]>([
    ['begins with what the first change carries', [created], { a: 1, b: 1 }],
    [
      'merges partial data into what is known',
      [created, change('update', { b: 2, c: 2 }, { modified: 20 })],
      { a: 1, b: 2, c: 2 },
    ],
    [
      'takes null for a value',
      [created, change('update', { b: null }, { modified: 20 })],
      { a: 1, b: null },
    ],
    ['ignores older data', [created, change('update', { b: 2 }, { modified: 9 })], { a: 1, b: 1 }],
    [
      'takes data of the same time',
      [created, change('update', { b: 2 }, { modified: 10 })],
      { a: 1, b: 2 },
    ],
    ['takes data of no time', [created, change('update', { b: 2 })], { a: 1, b: 2 }],
    ['keeps what it knows where nothing is carried', [created, change('update')], { a: 1, b: 1 }],
    ['knows that a deleted record is gone', [created, change('delete')], 'gone'],
    ['knows so of a record it did not know', [change('delete')], 'gone'],
    [
      'brings a record back as it was',
      [created, change('delete'), change('restore')],
      { a: 1, b: 1 },
    ],
    [
      'brings a record back with what the restoration carries',
      [created, change('delete'), change('restore', { b: 3 }, { modified: 30 })],
      { a: 1, b: 3 },
    ],
    [
      'does not bring a record back by an older restoration',
      [created, change('delete'), change('restore', { b: 3 }, { modified: 9 })],
      'gone',
    ],
    [
      'brings a record back by a creation of no time',
      [created, change('delete'), change('create', { b: 3 })],
      { a: 1, b: 3 },
    ],
    [
      'brings a record back by a newer creation',
      [created, change('delete'), change('create', { b: 3 }, { modified: 30 })],
      { a: 1, b: 3 },
    ],
    [
      'does not bring it back by the creation it knows',
      [created, change('delete'), created],
      'gone',
    ],
    [
      'does not bring it back by an older creation',
      [created, change('delete'), change('create', { b: 3 }, { modified: 9 })],
      'gone',
    ],
    [
      'does not bring it back by a late update of before the deletion',
      [created, change('delete'), change('update', { b: 3 }, { modified: 30 })],
      'gone',
    ],
    [
      'brings it back by an update of after the deletion',
      [created, change('delete'), change('update', { b: 3 }, { modified: 60 })],
      { a: 1, b: 3 },
    ],
    [
      'does not bring it back by an update of no time',
      [created, change('delete'), change('update', { b: 3 })],
      'gone',
    ],
  ])('%s', (_, changes, expected) => {
    expect(told(...changes)).toEqual(expected);
  });

  it('keeps the newest times, and when the record was deleted', () => {
    expect(after(created, change('update', { b: 2 }))).toMatchObject({ modifiedAtMs: at(10) });
    expect(after(created, change('delete'))).toMatchObject({ deletedAtMs: nowMs });
    expect(after(created, change('delete', undefined, { sent: 40 }))).toMatchObject({
      deletedAtMs: at(40),
    });
  });

  it('changes nothing when a change comes twice', () => {
    const update = change('update', { b: 2 }, { modified: 20 });

    expect(after(created, update, update)).toEqual(after(created, update));
  });
});

describe('mergePayload, of notifications that say when they were sent', () => {
  const insert = change('create', { a: 1, b: 1 }, { sent: 10 });
  const first = change('update', { b: 2 }, { sent: 20 });
  const second = change('update', { b: 3 }, { sent: 30 });
  const removed = change('delete', undefined, { sent: 40 });
  const restored = change('restore', undefined, { sent: 45 });

  it.each<[string, readonly ChangeEvent[], unknown]>([
    ['has the last word of several', [insert, first, second], { a: 1, b: 3 }],
    ['has the last word of several in another order', [insert, second, first], { a: 1, b: 3 }],
    [
      'takes one of the same time',
      [insert, first, { ...second, sentAtMs: at(20) }],
      { a: 1, b: 3 },
    ],
    ['ignores an update of before the deletion', [insert, removed, second], 'gone'],
    ['ignores the creation after the deletion', [removed, insert], 'gone'],
    ['ignores a deletion of before the restoration', [insert, restored, removed], { a: 1, b: 1 }],
    ['takes a restoration', [insert, removed, restored], { a: 1, b: 1 }],
    [
      'takes an update of after the deletion',
      [insert, removed, change('update', { b: 4 }, { sent: 41 })],
      { a: 1, b: 4 },
    ],
    [
      'ignores one that was sent before what is known was modified',
      [created, change('update', { b: 4 }, { sent: 9 })],
      { a: 1, b: 1 },
    ],
    [
      'ignores a late creation also after a deletion of unknown time',
      [insert, second, change('delete'), change('create', { b: 4 }, { sent: 15 })],
      'gone',
    ],
  ])('%s', (_, changes, expected) => {
    expect(told(...changes)).toEqual(expected);
  });
});

describe('mergePayload, of changes whose Modified_Time says no moment', () => {
  const edit = (Stage: string, Modified_Time: unknown): ChangeEvent =>
    change('update', { Stage, Modified_Time });

  it.each<[string, readonly unknown[]]>([
    ['day first', ['11/01/2026 10:00 AM', '12/01/2026 10:00 AM', '01/02/2026 10:00 AM']],
    ['dots', ['31.12.2026 10:00', '01.01.2027 10:00', '05.01.2026 10:00']],
    ['months', ['1 Feb 2026 10:00', '1 Jan 2026 10:00']],
    ['no offset', ['2026-05-14T10:00:00', '2026-05-14T09:00:00']],
    ['days alone', ['2026-05-14', '2026-05-13']],
    ['epoch ms', [1_750_000_000_000, 1_740_000_000_000]],
    ['one that is ISO before', [time(20), '01/02/1999']],
  ])('takes them in the order they come: %s', (_, times) => {
    const edits = times.map((text, index) => edit(`stage ${index}`, text));

    expect(told(...edits)).toEqual({ Stage: `stage ${times.length - 1}` });
    expect(told(...edits, change('delete'))).toBe('gone');
  });

  it('makes no version of them', () => {
    expect(after(edit('x', '31/12/2099 10:00'))).toMatchObject({ modifiedAtMs: 0 });
  });
});

describe('mergePayload, of a change that it ignores,', () => {
  const older = change('update', { b: 2 }, { modified: 9 });

  it('says so until another one is taken', () => {
    const newer = change('update', { b: 3 }, { modified: 11 });

    expect(after(created)).not.toHaveProperty('ignoredAtMs');
    expect(after(created, older)).toMatchObject({ ignoredAtMs: nowMs, fields: { b: 1 } });
    expect(after(created, older, newer)).not.toHaveProperty('ignoredAtMs');
    expect(after(created, older, change('delete'))).not.toHaveProperty('ignoredAtMs');
  });

  it('says so of a late update of a deleted record', () => {
    expect(after(created, change('delete'), change('update', { b: 2 }))).toMatchObject({
      ignoredAtMs: nowMs,
    });
  });
});

describe('a deletion that is sent again', () => {
  const removed = change('delete', {}, { modified: 20 });

  it('does nothing where its data are older than what was written since', () => {
    const anew = change('create', { a: 2 }, { modified: 30 });

    expect(told(created, removed)).toBe('gone');
    expect(told(created, removed, anew, removed)).toEqual({ a: 2, b: 1 });
    expect(after(created, removed, anew, removed)).toMatchObject({ ignoredAtMs: nowMs });
  });

  it('counts where nothing tells that it was sent before', () => {
    expect(told(created, change('delete'), change('restore'), change('delete'))).toBe('gone');
    expect(told(created, change('delete', {}, { modified: 5, sent: 40 }))).toBe('gone');
  });
});

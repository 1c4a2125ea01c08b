import { describe, expect, it } from '@jest/globals';

import { type ListedRecord, type RecordPage } from '../../zoho/records/list-pages.js';
import { afterPage, afterRefusedToken, newRun, runFrom, type SweepRun } from './sweep-run.js';
import { type SweepWindow } from './window.js';

const t0 = Date.parse('2026-05-14T12:00:00Z');
const at = (seconds: number): number => t0 + seconds * 1000;

function row(id: string, seconds: number): ListedRecord {
  return { id, modifiedAtMs: at(seconds), row: { id } };
}

function page(rows: readonly ListedRecord[], nextToken?: string): RecordPage {
  return { rows, nextToken, serverTimeMs: at(1000), creditsRemaining: undefined };
}

function windowOf(overrides: Partial<SweepWindow> = {}): SweepWindow {
  return { name: 'w', sinceMs: t0, untilMs: undefined, paging: 'keyset', ...overrides };
}

describe('a run over a window', () => {
  it('begins at the whole second', () => {
    expect(newRun(windowOf({ sinceMs: t0 + 999 }))).toMatchObject({ sinceMs: t0, order: 'asc' });
    expect(newRun(windowOf({ sinceMs: undefined })).sinceMs).toBeUndefined();
  });

  it('ends with the page that has no successor, and keeps the time at which it began', () => {
    const first = afterPage(newRun(windowOf()), page([row('1', 1)], 'token'), windowOf());
    const later = { ...page([row('2', 2)]), serverTimeMs: at(2000) };
    const second = afterPage(first.run, later, windowOf());

    expect([first.done, second.done]).toEqual([false, true]);
    expect(second.run).toMatchObject({ startedAtMs: at(1000), pages: 2, records: 2 });
  });

  it('ends with an empty page', () => {
    expect(afterPage(newRun(windowOf()), page([]), windowOf()).done).toBe(true);
  });

  it('by keyset: the next page begins at the second in which the last one ended, that included', () => {
    const { run } = afterPage(
      newRun(windowOf()),
      page([row('1', 1), row('2', 5)], 't'),
      windowOf(),
    );

    expect(run).toMatchObject({ sinceMs: at(5), positionMs: at(5), pageToken: undefined });
  });

  it('by keyset: a page within one second goes on by its token', () => {
    const { run } = afterPage(
      newRun(windowOf()),
      page([row('1', 0), row('2', 0)], 't'),
      windowOf(),
    );

    expect(run).toMatchObject({ sinceMs: t0, positionMs: t0, pageToken: 't' });
  });

  it('by token: goes on by the token, under the same filter', () => {
    const window = windowOf({ paging: 'token', sinceMs: undefined });
    const { run } = afterPage(newRun(window), page([row('1', 1)], 't'), window);

    expect(run).toMatchObject({ sinceMs: undefined, positionMs: at(1), pageToken: 't' });
  });

  it('by token: goes on by keyset where Zoho gives no token, and within a second by the page', () => {
    const window = windowOf({ paging: 'token', sinceMs: undefined });
    const next = (rows: readonly ListedRecord[]) =>
      afterPage(newRun(window), page(rows, 'page:2'), window).run;

    expect(next([row('1', 1), row('2', 5)])).toMatchObject({
      sinceMs: at(5),
      pageToken: undefined,
    });
    expect(next([row('1', 5), row('2', 5)])).toMatchObject({ pageToken: 'page:2' });
  });

  it('takes what is in the window, and stops behind its end', () => {
    const window = windowOf({ untilMs: at(10) });
    const rows = [
      row('1', 10),
      { id: 'undated', modifiedAtMs: 0, row: { id: 'undated' } },
      row('2', 11),
    ];

    const outcome = afterPage(newRun(window), page(rows, 't'), window);

    expect(outcome.records.map(({ id }) => id)).toEqual(['1', 'undated']);
    expect(outcome.done).toBe(true);
  });

  it('turns to newest first where Zoho does not filter, and ends at the first older record', () => {
    const turned = afterPage(newRun(windowOf()), page([row('old', -50)], 't'), windowOf());
    expect(turned).toMatchObject({ records: [], done: false });
    expect(turned.run).toMatchObject({ order: 'desc', sinceMs: undefined, pageToken: undefined });

    const first = afterPage(turned.run, page([row('3', 3), row('2', 2)], 'u'), windowOf());
    const second = afterPage(first.run, page([row('1', 0), row('old', -1)], 'v'), windowOf());

    expect(first).toMatchObject({ done: false, run: { pageToken: 'u', order: 'desc' } });
    expect(second.records.map(({ id }) => id)).toEqual(['1']);
    expect(second.done).toBe(true);
  });

  it('whose token is refused begins again where it stands', () => {
    const window = windowOf({ paging: 'token' });
    const { run } = afterPage(newRun(window), page([row('1', 7)], 't'), window);

    expect(afterRefusedToken(run)).toMatchObject({ sinceMs: at(7), pageToken: undefined });
  });

  it('whose tokens are always refused within one second gives up', () => {
    let run: SweepRun | undefined = newRun(windowOf());
    let restarts = 0;
    while (run !== undefined && restarts < 10) {
      run = afterRefusedToken(afterPage(run, page([row('1', 0)], 't'), windowOf()).run);
      restarts += 1;
    }

    expect(run).toBeUndefined();
  });

  it('is read back from Redis as it was kept', () => {
    const { run } = afterPage(newRun(windowOf()), page([row('1', 0)], 't'), windowOf());

    expect(runFrom(JSON.stringify(run))).toEqual(run);
    expect(runFrom(JSON.stringify(newRun(windowOf({ sinceMs: undefined }))))).toEqual(
      newRun(windowOf({ sinceMs: undefined })),
    );
  });

  it.each([null, '', 'nonsense', '{}', '{"order":"asc","pages":"many"}'])(
    'that can not be read (%j) is none',
    (text) => {
      expect(runFrom(text)).toBeUndefined();
    },
  );
});

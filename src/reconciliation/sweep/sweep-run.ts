import { maybe, number, object, oneOf, stored, text } from '../../kernel/shape.js';
import { isPageNumber, type ListedRecord, type RecordPage } from '../../zoho/records/list-pages.js';
import { type SweepWindow } from './window.js';

/**
 * How far a window has been read. Everything in it is kept in Redis after each page, so that a killed process costs
 * one page; times are epoch ms by Zoho's clock.
 */
export interface SweepRun {
  /** `desc` only where Zoho doesn't filter by time, as it may not for Notes. */
  readonly order: 'asc' | 'desc';
  /** What the pages are filtered by; undefined: not at all. */
  readonly sinceMs: number | undefined;
  /** When the window was begun. */
  readonly startedAtMs: number | undefined;
  /** Ascending: everything modified before is queued. */
  readonly positionMs: number | undefined;
  readonly pageToken: string | undefined;
  /** How often the list was begun anew without getting any further. */
  readonly restarts: number;
  readonly pages: number;
  readonly records: number;
}

export function newRun({ sinceMs }: SweepWindow): SweepRun {
  return {
    order: 'asc',
    sinceMs: wholeSecond(sinceMs),
    startedAtMs: undefined,
    positionMs: wholeSecond(sinceMs),
    pageToken: undefined,
    restarts: 0,
    pages: 0,
    records: 0,
  };
}

/** Lists are filtered, and records dated, by whole seconds. */
function wholeSecond(epochMs: number | undefined): number | undefined {
  return epochMs === undefined ? undefined : Math.floor(epochMs / 1000) * 1000;
}

/** What a page means for its run. */
export interface PageOutcome {
  /** Those of the window. */
  readonly records: readonly ListedRecord[];
  readonly run: SweepRun;
  readonly done: boolean;
}

const mostRestarts = 2;

/** A run after one more page; `records` are to be queued before the run is kept. */
export function afterPage(run: SweepRun, page: RecordPage, window: SweepWindow): PageOutcome {
  const started = { ...run, startedAtMs: run.startedAtMs ?? page.serverTimeMs };
  if (ignoresFilter(run, page)) {
    // Newest first, the end of the window is reached without a filter.
    const anew = { ...started, order: 'desc', sinceMs: undefined, pages: run.pages + 1 } as const;
    return { records: [], run: anew, done: false };
  }
  const records = page.rows.filter((row) => isWithin(row, window));
  const last = page.rows.at(-1)?.modifiedAtMs;
  const counted = { ...started, pages: run.pages + 1, records: run.records + records.length };
  return {
    records,
    run: { ...counted, ...nextPlace(run, page, window) },
    done: page.nextToken === undefined || leaves(run, last, window),
  };
}

type Place = Pick<SweepRun, 'sinceMs' | 'positionMs' | 'pageToken' | 'restarts'>;

function nextPlace(run: SweepRun, page: RecordPage, { paging }: SweepWindow): Place {
  const { sinceMs, positionMs, restarts } = run;
  const pageToken = page.nextToken;
  if (run.order === 'desc') return { sinceMs, positionMs, pageToken, restarts };
  const [firstMs, lastMs] = [page.rows.at(0)?.modifiedAtMs, page.rows.at(-1)?.modifiedAtMs];
  const reached = furthest(positionMs, lastMs);
  const place = {
    positionMs: reached,
    restarts: (reached ?? 0) > (sinceMs ?? 0) ? 0 : restarts,
  };
  // A page of one second would only come again.
  const isOneSecond = firstMs === lastMs;
  // Between pages that are counted, a record that leaves one is missed in the next.
  const byKeyset = paging === 'keyset' || isPageNumber(pageToken);
  return byKeyset && !isOneSecond
    ? { ...place, sinceMs: reached, pageToken: undefined }
    : { ...place, sinceMs, pageToken };
}

/**
 * The run without its page token, which Zoho refused: it begins again where it stands, and so meets the records of
 * that second once more. Undefined where that has led nowhere several times.
 */
export function afterRefusedToken(run: SweepRun): SweepRun | undefined {
  const stuck = run.order === 'desc' || run.positionMs === run.sinceMs;
  const restarts = stuck ? run.restarts + 1 : 0;
  if (restarts > mostRestarts) return undefined;
  return {
    ...run,
    pageToken: undefined,
    restarts,
    sinceMs: run.order === 'asc' ? run.positionMs : undefined,
  };
}

function ignoresFilter(run: SweepRun, page: RecordPage): boolean {
  if (run.order === 'desc' || run.sinceMs === undefined || run.pageToken !== undefined) {
    return false;
  }
  const { sinceMs } = run;
  return page.rows.some(({ modifiedAtMs }) => modifiedAtMs > 0 && modifiedAtMs < sinceMs);
}

/** A record without a time belongs to every window: it must not be missed. */
function isWithin({ modifiedAtMs }: ListedRecord, { sinceMs, untilMs }: SweepWindow): boolean {
  if (modifiedAtMs === 0) return true;
  if (untilMs !== undefined && modifiedAtMs > untilMs) return false;
  return modifiedAtMs >= (wholeSecond(sinceMs) ?? 0);
}

/** Whether what follows lies outside the window. */
function leaves(run: SweepRun, lastMs: number | undefined, window: SweepWindow): boolean {
  if (lastMs === undefined || lastMs === 0) return false;
  if (run.order === 'desc') return lastMs < (wholeSecond(window.sinceMs) ?? 0);
  return window.untilMs !== undefined && lastMs > window.untilMs;
}

function furthest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : Math.max(one ?? 0, other ?? 0);
}

/** The run of a text in Redis; undefined for one that can't be read: then the window is begun again. */
export const runFrom = stored(
  object<SweepRun>({
    order: oneOf(['asc', 'desc']),
    sinceMs: maybe(number),
    startedAtMs: maybe(number),
    positionMs: maybe(number),
    pageToken: maybe(text),
    restarts: number,
    pages: number,
    records: number,
  }),
);

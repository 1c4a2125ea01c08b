import { type CrmRecord } from '../../crm/crm-record.js';
import { isApiModule, type ApiModule } from '../../crm/modules.js';
import { kindOf } from '../kinds/kinds.js';
import { type RecordState } from '../kinds/parts/kind.js';
import { type Reading } from '../kinds/parts/reading.js';
import { cutToBytes } from '../text/json-bytes.js';
import { recordName } from './record-name.js';
import { summaryLine } from './summary-line.js';
import { epochMs } from '../text/time-text.js';

/** What an account's document says of one of its records; at most 400 bytes as JSON. */
export interface ChildSummary extends RecordState {
  readonly api: ApiModule;
  /** The record's name; empty where it has none. */
  readonly title: string;
  /** What else is worth knowing, in one line; may be empty. */
  readonly line: string;
  /** The date by which records of this kind are ordered, epoch ms; 0 where it isn't known. */
  readonly sortAtMs: number;
}

const maxTitleBytes = 90;

/** The record's share of its account's document, as the ledger keeps it. */
export function summaryOf(
  record: CrmRecord,
  kind = kindOf(record.api),
  reading: Reading = {},
): ChildSummary {
  const { api, fields } = record;
  return {
    api,
    title: cutToBytes(recordName(record, kind), maxTitleBytes),
    line: summaryLine(kind.summaryOf(fields, reading)),
    ...kind.stateOf(fields),
    sortAtMs: epochMs(fields[kind.dateField]) ?? 0,
  };
}

/** A stored summary, or undefined for what isn't one: an entry of an older version, or a damaged one. */
export function childSummaryFrom(value: unknown): ChildSummary | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { api, title, line, open, outcome, sortAtMs: at } = value as Record<string, unknown>;
  if (!isApiModule(api) || !isLine(title) || !isLine(line)) return undefined;
  if (typeof open !== 'boolean' || !Number.isFinite(at)) return undefined;
  const base = { api, title, line, open, sortAtMs: at as number };
  return outcome === 'won' || outcome === 'lost' ? { ...base, outcome } : base;
}

/** Whatever wrote it: a summary can't bring a second line into a document. */
function isLine(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length <= 400 && !/[\r\n\v\f\u0085\u2028\u2029]/.test(value)
  );
}

import { conversionFrom } from '../../crm/conversion.js';
import { type CrmRecord, modifiedMsFrom } from '../../crm/crm-record.js';
import { type ApiModule, crmModuleOf } from '../../crm/modules.js';
import { retryLater } from '../../kernel/app-error.js';
import { isJsonObject, type JsonObject, jsonObject } from '../../kernel/json.js';
import { list, passing } from '../../kernel/shape.js';
import { ZohoError } from '../http/zoho-error.js';
import { type ZohoAnswer } from '../http/zoho-http.js';
import { type LoadOutcome } from '../../crm/record-source.js';
import { type WantedFields } from '../../crm/wanted-fields.js';

/** A record as Zoho sent it; only its id is checked. */
export type Row = JsonObject & { readonly id: string };

/**
 * The records of an answer, by id; none for 204 and 304. Entries without an id are left out: they are nobody's.
 * @throws ZohoError `zoho.bad_answer` where there is no list of records
 */
export function rowsFrom(answer: ZohoAnswer, subject: string): ReadonlyMap<string, Row> {
  const { status, body } = answer;
  if (status === 204 || status === 304) return new Map();
  const rows = list(passing(isRow))(jsonObject(body)['data']);
  if (rows === undefined) throw badRecords(subject, status);
  return new Map(rows.map((row) => [row.id, row]));
}

function badRecords(subject: string, status: number): ZohoError {
  const message = `Zoho's answer for ${subject} doesn't look like records: it is tried again`;
  return new ZohoError('zoho.bad_answer', message, { retry: retryLater, status });
}

function isRow(value: unknown): value is Row {
  return isJsonObject(value) && typeof value['id'] === 'string' && value['id'] !== '';
}

/**
 * The record whose fields came in several groups. Undefined where a group lacks it or it changed between two of them:
 * then the parts belong to different versions.
 */
export function joinedRow(
  id: string,
  groups: readonly ReadonlyMap<string, Row>[],
): Row | undefined {
  const parts = groups.map((rows) => rows.get(id));
  const [first] = parts;
  const whole = parts.every((part) => part?.['Modified_Time'] === first?.['Modified_Time']);
  if (first === undefined || !whole || parts.includes(undefined)) return undefined;
  return Object.assign({}, ...parts) as Row;
}

/** Where Zoho cuts texts in lists ("Get Records": rich text, 500 characters). */
const listTextLength = 500;

/** The fields of a row whose text may have been cut: it has exactly the length at which Zoho cuts. */
export function cutFields(row: Row, fields: readonly string[]): readonly string[] {
  return fields.filter((field) => {
    const value = row[field];
    if (typeof value !== 'string' || value.length < listTextLength) return false;
    return value.length === listTextLength || Array.from(value).length === listTextLength;
  });
}

type Fields = Pick<WantedFields, 'of' | 'isAll'>;

/** What a row says of its record: a lead that was converted is gone from what people work with. */
export function loadOutcomeFrom(api: ApiModule, row: Row, wanted: Fields): LoadOutcome {
  const conversion = conversionFrom({ api, id: row.id, fields: row });
  if (conversion !== undefined) return { status: 'gone', conversion };
  return { status: 'present', record: recordFrom(api, row, wanted) };
}

/** The record with the fields that are wanted, whatever else Zoho sent. */
export function recordFrom(api: ApiModule, row: Row, wanted: Fields): CrmRecord {
  const fields = wanted.isAll(api) ? Object.keys(row) : wanted.of(api);
  return {
    module: crmModuleOf(api),
    api,
    id: row.id,
    modifiedAtMs: modifiedMsFrom(row['Modified_Time']),
    fields: Object.fromEntries(
      fields.filter((field) => Object.hasOwn(row, field)).map((field) => [field, row[field]]),
    ),
  };
}

import { retryLater } from '../../kernel/app-error.js';
import { epochMs, isJsonObject, jsonObject } from '../http/json.js';
import { rowsFrom } from './record-rows.js';
import { ZohoError } from '../http/zoho-error.js';
import { type ZohoAnswer } from '../http/zoho-http.js';

/** A record as a list names it: which, and how new. */
export interface ListedRecord {
  readonly id: string;
  /** `Modified_Time` as epoch ms; 0 where the CRM doesn't say. */
  readonly modifiedAtMs: number;
}

/** A record that is in the recycle bin, or was deleted for good. */
export interface DeletedRecord {
  readonly id: string;
}

interface Page<Row> {
  readonly rows: readonly Row[];
  /** Zoho's clock when it answered, epoch ms. */
  readonly serverTimeMs: number | undefined;
  readonly creditsRemaining: number | undefined;
}

export interface RecordPage extends Page<ListedRecord> {
  /** Where the list goes on; undefined at its end. */
  readonly nextToken: string | undefined;
}

export interface DeletedPage extends Page<DeletedRecord> {
  readonly more: boolean;
}

/**
 * One page of records; an empty one for 204 and 304.
 * @throws ZohoError `zoho.bad_answer` for anything that could pass for the end of a list without being it
 */
export function recordPageFrom(answer: ZohoAnswer, subject: string): RecordPage {
  const { serverTimeMs, creditsRemaining } = answer;
  const rows = [...rowsFrom(answer, subject).values()].map((row) => ({
    id: row.id,
    modifiedAtMs: epochMs(row['Modified_Time']) ?? 0,
  }));
  const nextToken = moreFollows(answer, subject) ? tokenFrom(answer, subject) : undefined;
  return { rows, nextToken, serverTimeMs, creditsRemaining };
}

/** One page of deleted records; an empty one for 204 and 304. @throws ZohoError `zoho.bad_answer` */
export function deletedPageFrom(answer: ZohoAnswer, subject: string): DeletedPage {
  const { serverTimeMs, creditsRemaining } = answer;
  const rows = [...rowsFrom(answer, subject).keys()].map((id) => ({ id }));
  return { rows, more: moreFollows(answer, subject), serverTimeMs, creditsRemaining };
}

/** A list that doesn't say whether it goes on might end too early: that is no answer. */
function moreFollows({ status, body }: ZohoAnswer, subject: string): boolean {
  if (status === 204 || status === 304) return false;
  const more = jsonObject(isJsonObject(body) ? body['info'] : undefined)['more_records'];
  if (typeof more !== 'boolean') throw noEnd(subject, status);
  return more;
}

function tokenFrom({ status, body }: ZohoAnswer, subject: string): string {
  const token = jsonObject(jsonObject(body)['info'])['next_page_token'];
  if (typeof token !== 'string' || token === '') throw noEnd(subject, status);
  return token;
}

function noEnd(subject: string, status: number): ZohoError {
  const message = `Zoho's answer for ${subject} doesn't say how the list goes on: it is tried again`;
  return new ZohoError('zoho.bad_answer', message, { retry: retryLater, status });
}

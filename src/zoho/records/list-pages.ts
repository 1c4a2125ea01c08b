import { type Conversion, conversionFrom } from '../../crm/conversion.js';
import { type CrmRecord, modifiedMsFrom } from '../../crm/crm-record.js';
import { type ApiModule } from '../../crm/modules.js';
import { retryLater } from '../../kernel/app-error.js';
import { jsonObject } from '../../kernel/json.js';
import { flag, text } from '../../kernel/shape.js';
import { type Row, rowsFrom } from './record-rows.js';
import { ZohoError } from '../http/zoho-error.js';
import { type ZohoAnswer } from '../http/zoho-http.js';

/** A record as a list names it: which, and how new. */
export interface ListedRecord {
  readonly id: string;
  /** `Modified_Time` as epoch ms; 0 where the CRM doesn't say. */
  readonly modifiedAtMs: number;
  /** Of a lead that was converted. */
  readonly conversion?: Conversion;
  /** What the list shows of it. */
  readonly row: Row;
  /** All that is wanted of it, where the list was asked for that and shows it whole. */
  readonly record?: CrmRecord;
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
  /** Where the list goes on: Zoho's token, or the number of a page (`pageNumberIn`); undefined at its end. */
  readonly nextToken: string | undefined;
}

export interface DeletedPage extends Page<DeletedRecord> {
  readonly more: boolean;
}

/** The number of a page in place of a token, which not every list gives: those of Notes may go on without one. */
const numbered = /^page:(\d{1,4})$/;

export function isPageNumber(place: string | undefined): boolean {
  return place !== undefined && numbered.test(place);
}

/** The number of the page that this place names; 1 for the first; undefined for a token. */
export function pageNumberIn(place: string | undefined): number | undefined {
  if (place === undefined) return 1;
  const number = numbered.exec(place)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** What a page was asked for. */
interface PageSubject {
  readonly api: ApiModule;
  /** For messages. */
  readonly subject: string;
  readonly place: string | undefined;
}

/**
 * One page of records, read at `place`; an empty one for 204 and 304.
 * @throws ZohoError `zoho.bad_answer` for anything that could pass for the end of a list without being it
 */
export function recordPageFrom(
  answer: ZohoAnswer,
  { api, subject, place }: PageSubject,
): RecordPage {
  const { serverTimeMs, creditsRemaining } = answer;
  const rows = [...rowsFrom(answer, subject).values()].map((row): ListedRecord => {
    const { id } = row;
    const conversion = conversionFrom({ api, id, fields: row });
    const modifiedAtMs = modifiedMsFrom(row['Modified_Time']) ?? 0;
    return { id, modifiedAtMs, row, ...(conversion === undefined ? {} : { conversion }) };
  });
  const nextToken = moreFollows(answer, subject) ? nextFrom(answer, subject, place) : undefined;
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
  const more = flag(jsonObject(jsonObject(body)['info'])['more_records']);
  if (more === undefined) throw noEnd(subject, status);
  return more;
}

function nextFrom(
  { status, body }: ZohoAnswer,
  subject: string,
  place: string | undefined,
): string {
  const token = text(jsonObject(jsonObject(body)['info'])['next_page_token']) ?? '';
  if (token !== '') return token;
  const number = pageNumberIn(place);
  if (number === undefined) throw noEnd(subject, status);
  return `page:${number + 1}`;
}

function noEnd(subject: string, status: number): ZohoError {
  const message = `Zoho's answer for ${subject} doesn't say how the list goes on: it is tried again`;
  return new ZohoError('zoho.bad_answer', message, { retry: retryLater, status });
}

import { type ApiModule } from '../../crm/modules.js';
import { retryLater } from '../../kernel/app-error.js';
import { ZohoError } from '../http/zoho-error.js';
import { type ZohoHttp, type ZohoRequest } from '../http/zoho-http.js';
import { fieldGroups } from './record-fields.js';
import { joinedRow, type Row, rowsFrom } from './record-rows.js';

/** Whether single reads of this module are asked for fields by name, as lists are: Zoho demands it of notes. */
export function readsByName(api: ApiModule): boolean {
  return api === 'Notes';
}

/** Leads that were converted are left out unless they are asked for ("Get Records", Zoho CRM API v8). */
export function convertedToo(api: ApiModule): { readonly converted?: 'both' } {
  return api === 'Leads' ? { converted: 'both' } : {};
}

/** The calls that read records by their ids ("Get Records", "Get Notes", Zoho CRM API v8). They reject with ZohoError. */
export class RecordCalls {
  constructor(private readonly http: ZohoHttp) {}

  /** What a list says of these ids, at most 50 fields. */
  async list(
    api: ApiModule,
    ids: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, Row>> {
    const subject = ids.length === 1 ? `${api}/${String(ids[0])}` : `${ids.length} ${api}`;
    const query = { ids: ids.join(','), fields: fields.join(','), ...convertedToo(api) };
    const answer = await this.http.request({
      method: 'GET',
      path: `/crm/v8/${api}`,
      query,
      subject,
    });
    return rowsFrom(answer, subject);
  }

  /** The long texts of these records, uncut ("Get Rich Text Records", Zoho CRM API v8); at most 8 fields. */
  async fullTexts(
    api: ApiModule,
    ids: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, Row>> {
    const subject = `long texts of ${ids.length} ${api}`;
    const path = `/crm/v8/${api}/actions/fetch_full_data` as const;
    const query = { ids: ids.join(','), fields: fields.join(',') };
    const answer = await this.http.request({ method: 'GET', path, query, subject });
    return rowsFrom(answer, subject);
  }

  /**
   * Everything that there is of one record, uncut and of one version, or these fields of one that is read by name;
   * undefined: Zoho says that there is no such record.
   */
  async single(api: ApiModule, id: string, fields: readonly string[]): Promise<Row | undefined> {
    if (!readsByName(api)) return this.#single(api, id);
    const parts = await Promise.all(
      fieldGroups(fields).map((group) => this.#single(api, id, { fields: group.join(',') })),
    );
    if (parts.includes(undefined)) return undefined;
    const row = joinedRow(
      id,
      parts.map((part) => new Map(part === undefined ? [] : [[id, part]])),
    );
    if (row === undefined) throw badRecord(`${api}/${id}`, 200);
    return row;
  }

  async #single(
    api: ApiModule,
    id: string,
    fields: ZohoRequest['query'] = {},
  ): Promise<Row | undefined> {
    const subject = `${api}/${id}`;
    const path = `/crm/v8/${api}/${encodeURIComponent(id)}` as const;
    const query = { ...fields, ...convertedToo(api) };
    const answer = await this.http.request({ method: 'GET', path, query, subject });
    if (answer.status === 204) return undefined;
    const row = rowsFrom(answer, subject).get(id);
    if (row === undefined) throw badRecord(subject, answer.status);
    return row;
  }
}

function badRecord(subject: string, status: number): ZohoError {
  const message = `Zoho's answer for ${subject} is not that record: it is tried again`;
  return new ZohoError('zoho.bad_answer', message, { retry: retryLater, status });
}

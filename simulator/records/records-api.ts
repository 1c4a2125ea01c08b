import { type SimModule } from './modules.js';
import { invalidParam, missingParam, type SimRequest, type SimResponse } from '../http/exchange.js';
import { type ZohoTime } from '../zoho-time.js';
import { isInLists } from './field-types.js';
import {
  type Converted,
  convertedFrom,
  type ListQuery,
  listQueryFrom,
  modifiedSinceFrom,
  pagingFrom,
} from './list-query.js';
import { type Organisation } from './organisation.js';
import { type PageTokens } from './page-tokens.js';
import { indexAfter, placeOrder } from './record-order.js';
import { isRichText, nameFieldOf, richTextLengthInLists } from './schema.js';
import { type DeletedRecord, type Fields, type SimRecord, type SimRef } from './sim-record.js';

const noContent: SimResponse = { status: 204 };
const notModified: SimResponse = { status: 304 };
const day = 24 * 60 * 60_000;
const keptForMs = { recycle: 60 * day, permanent: 120 * day } as const;

/** Reading records: lists, records by id, and what was deleted. */
export class RecordsApi {
  constructor(
    private readonly organisation: Organisation,
    private readonly time: ZohoTime,
    private readonly pageTokens: PageTokens,
  ) {}

  /** `GET /crm/v8/{module}` */
  list(module: SimModule, request: SimRequest): SimResponse {
    const query = listQueryFrom(module, request);
    const rows = this.matching(module, query);
    if (rows.length === 0) return query.modifiedSinceMs === undefined ? noContent : notModified;
    const start = this.startOf(rows, query);
    const page = rows.slice(start.index, start.index + query.perPage);
    const last = page.at(-1);
    if (last === undefined) return noContent;
    const seen = start.seen + page.length;
    const more = start.index + page.length < rows.length;
    const next = { boundTo: query.boundTo, after: last, page: start.page + 1, seen };
    const token = more ? this.pageTokens.issue(next) : undefined;
    const info = {
      per_page: query.perPage,
      count: page.length,
      page: start.page,
      more_records: more,
      sort_by: query.sortBy,
      sort_order: query.sortOrder,
      next_page_token: token?.token ?? null,
      previous_page_token: null,
      page_token_expiry: token === undefined ? null : this.time.format(token.expiresAtMs),
      call: false,
      email: false,
    };
    return {
      status: 200,
      body: { data: page.map((record) => this.listed(record, query.fields)), info },
    };
  }

  /** `GET /crm/v8/{module}/{id}`: every field, in full. */
  single(ref: SimRef, request: SimRequest): SimResponse {
    if (!/^\d+$/.test(ref.id)) throw invalidParam('id');
    const since = modifiedSinceFrom(request);
    const record = this.organisation.find(ref);
    if (record === undefined || !isWanted(record, convertedFrom(request.query))) return noContent;
    if (since !== undefined && record.modifiedAtMs < since) return notModified;
    const wanted = request.query.get('fields')?.split(',');
    const fields = this.organisation.fieldsOf(record);
    return { status: 200, body: { data: [wanted === undefined ? fields : only(fields, wanted)] } };
  }

  /** `GET /crm/v8/{module}/actions/fetch_full_data`: rich texts of up to 200 records, uncut. */
  fullTexts(module: SimModule, { query }: SimRequest): SimResponse {
    const ids = listedParam(query, 'ids');
    const fields = listedParam(query, 'fields');
    if (ids.length > 200 || ids.some((id) => !/^\d+$/.test(id))) throw invalidParam('ids');
    if (fields.length > 8 || !fields.every(isRichText)) throw invalidParam('fields');
    const rows = ids
      .map((id) => this.organisation.find({ module, id }))
      .filter((record) => record !== undefined)
      .map((record) => only(this.organisation.fieldsOf(record), fields));
    return rows.length === 0 ? noContent : { status: 200, body: { data: rows } };
  }

  /** `GET /crm/v8/{module}/deleted`: the latest first. */
  deleted(module: SimModule, request: SimRequest): SimResponse {
    const type = request.query.get('type') ?? 'all';
    if (type !== 'all' && !(type in keptForMs)) throw invalidParam('type');
    const { page, perPage } = pagingFrom(request.query);
    const since = modifiedSinceFrom(request) ?? 0;
    const now = this.time.now();
    const rows = [...this.organisation.table(module).deleted.values()]
      .filter((entry) => type === 'all' || entry.type === type)
      .filter((entry) => entry.deletedAtMs >= since)
      .filter((entry) => now - entry.deletedAtMs < keptForMs[entry.type])
      .sort((a, b) => b.deletedAtMs - a.deletedAtMs);
    const start = (page - 1) * perPage;
    const shown = rows.slice(start, start + perPage);
    if (shown.length === 0) return noContent;
    const info = {
      per_page: perPage,
      count: shown.length,
      page,
      more_records: start + shown.length < rows.length,
    };
    return { status: 200, body: { data: shown.map((entry) => this.deletedRow(entry)), info } };
  }

  private matching(module: SimModule, query: ListQuery): readonly SimRecord[] {
    const since = query.modifiedSinceMs;
    const all =
      query.ids === undefined
        ? this.organisation.table(module).sorted(query.sortBy, query.sortOrder)
        : this.byIds(module, query.ids, query);
    const rows = module === 'Leads' ? all.filter((each) => isWanted(each, query.converted)) : all;
    return since === undefined ? rows : rows.filter((record) => record.modifiedAtMs >= since);
  }

  private byIds(module: SimModule, ids: readonly string[], query: ListQuery): SimRecord[] {
    return ids
      .map((id) => this.organisation.find({ module, id }))
      .filter((record) => record !== undefined)
      .sort(placeOrder(query.sortBy, query.sortOrder));
  }

  private startOf(
    rows: readonly SimRecord[],
    query: ListQuery,
  ): { index: number; page: number; seen: number } {
    const { pageToken, page, perPage } = query;
    if (pageToken === undefined) {
      return { index: (page - 1) * perPage, page, seen: (page - 1) * perPage };
    }
    const cursor = this.pageTokens.read(pageToken, query.boundTo);
    const index = indexAfter(rows, cursor.after, placeOrder(query.sortBy, query.sortOrder));
    return { index, page: cursor.page, seen: cursor.seen };
  }

  private listed(record: SimRecord, fields: readonly string[]): Fields {
    const row: Record<string, unknown> = { id: record.id };
    for (const field of fields) {
      if (!(field in record.fields) || !isInLists(field)) continue;
      const value = this.organisation.valueOf(record, field);
      row[field] = isRichText(field) ? shortened(value) : value;
    }
    return row;
  }

  private deletedRow({ record, type, deletedAtMs, deletedBy }: DeletedRecord): Fields {
    const forgotten = type === 'permanent';
    const person = (value: unknown): unknown => {
      const { name, id } = value as { name: string; id: string };
      return forgotten ? null : { name, id };
    };
    return {
      deleted_by: person(deletedBy),
      id: record.id,
      display_name: forgotten ? null : record.fields[nameFieldOf(record.module)],
      type,
      created_by: person(record.fields['Created_By']),
      deleted_time: this.time.format(deletedAtMs),
    };
  }
}

function listedParam(query: URLSearchParams, name: string): readonly string[] {
  const text = query.get(name) ?? '';
  if (text === '') throw missingParam(name);
  return text.split(',');
}

/** Only leads can be converted. */
function isWanted({ fields }: SimRecord, converted: Converted): boolean {
  const isConverted = fields['Converted__s'] === true;
  return converted === 'both' || isConverted === (converted === 'true');
}

function only(fields: Fields, wanted: readonly string[]): Fields {
  return Object.fromEntries(
    ['id', ...wanted].filter((field) => field in fields).map((field) => [field, fields[field]]),
  );
}

function shortened(value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= richTextLengthInLists) return value;
  return Array.from(value).slice(0, richTextLengthInLists).join('');
}

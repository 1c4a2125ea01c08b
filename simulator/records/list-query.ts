import { type SimModule } from './modules.js';
import { invalidParam, missingParam, type SimRequest, ZohoRefusal } from '../http/exchange.js';
import { epochMsFrom, wholeSecond } from '../zoho-time.js';
import { type SortField, type SortOrder } from './record-order.js';

/** Whether leads that were converted are wanted: not without a word, alone, or too. */
export type Converted = 'false' | 'true' | 'both';

export interface ListQuery {
  readonly fields: readonly string[];
  readonly ids: readonly string[] | undefined;
  readonly perPage: number;
  readonly page: number;
  readonly pageToken: string | undefined;
  readonly sortBy: SortField;
  readonly sortOrder: SortOrder;
  readonly modifiedSinceMs: number | undefined;
  readonly converted: Converted;
  /** Everything a page token is bound to. */
  readonly boundTo: string;
}

const fieldsPerRequest = 50;
const idsPerRequest = 100;
const recordsPerPage = 200;
/** How many records `page` reaches; the ones after them need a page token. */
const recordsByPageNumber = 2000;
const sortFields: readonly string[] = ['id', 'Created_Time', 'Modified_Time'];

/** The parameters of `GET /crm/v8/{module}` (Zoho: "Get Records"), or the refusal Zoho answers them with. */
export function listQueryFrom(module: SimModule, request: SimRequest): ListQuery {
  const { query } = request;
  const pageToken = query.get('page_token') ?? undefined;
  if (pageToken !== undefined && query.has('page')) throw ambiguousPage();
  const paging = pagingFrom(query);
  if (paging.page * paging.perPage > recordsByPageNumber && paging.page > 1) {
    throw new ZohoRefusal(
      400,
      'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
      'records are fetched only up to 2000 by page; use page_token',
      { limit: recordsByPageNumber, param_name: 'page' },
    );
  }
  return {
    ...paging,
    fields: fieldsFrom(query),
    ids: idsFrom(query),
    pageToken,
    sortBy: sortFieldFrom(query),
    sortOrder: sortOrderFrom(query),
    modifiedSinceMs: modifiedSinceFrom(request),
    converted: convertedFrom(query),
    boundTo: boundTo(module, request),
  };
}

/** `page` and `per_page`, as every list has them. */
export function pagingFrom(query: URLSearchParams): { page: number; perPage: number } {
  const perPage = wholeNumber(query, 'per_page', recordsPerPage);
  if (perPage > recordsPerPage) throw invalidParam('per_page');
  return { perPage, page: wholeNumber(query, 'page', 1) };
}

/** `If-Modified-Since`, ISO 8601 with an offset, to the second: Modified_Time has no fractions. */
export function modifiedSinceFrom({ headers }: SimRequest): number | undefined {
  const header = headers['if-modified-since'];
  if (header === undefined) return undefined;
  const epochMs = epochMsFrom(header);
  if (epochMs === undefined) {
    throw new ZohoRefusal(400, 'INVALID_DATA', 'invalid data', { header: 'If-Modified-Since' });
  }
  return wholeSecond(epochMs);
}

export function convertedFrom(query: URLSearchParams): Converted {
  const converted = query.get('converted') ?? 'false';
  if (converted !== 'false' && converted !== 'true' && converted !== 'both') {
    throw invalidParam('converted');
  }
  return converted;
}

function fieldsFrom(query: URLSearchParams): readonly string[] {
  const fields = listFrom(query, 'fields');
  if (fields === undefined) throw missingParam('fields');
  if (fields.length > fieldsPerRequest) throw limitExceeded('fields', fieldsPerRequest);
  return fields;
}

function idsFrom(query: URLSearchParams): readonly string[] | undefined {
  const ids = listFrom(query, 'ids');
  if (ids === undefined) return undefined;
  if (ids.length > idsPerRequest) throw limitExceeded('ids', idsPerRequest);
  if (ids.some((id) => !/^\d+$/.test(id))) throw invalidParam('ids');
  return [...new Set(ids)];
}

function sortFieldFrom(query: URLSearchParams): SortField {
  const field = query.get('sort_by') ?? 'id';
  if (!sortFields.includes(field)) throw invalidParam('sort_by');
  return field as SortField;
}

function sortOrderFrom(query: URLSearchParams): SortOrder {
  const order = query.get('sort_order') ?? 'desc';
  if (order !== 'asc' && order !== 'desc') throw invalidParam('sort_order');
  return order;
}

function boundTo(module: SimModule, { query, headers }: SimRequest): string {
  const params = [...query].filter(([name]) => name !== 'page' && name !== 'page_token').sort();
  return JSON.stringify([module, params, headers['if-modified-since'] ?? null]);
}

function listFrom(query: URLSearchParams, name: string): readonly string[] | undefined {
  const items = (query.get(name) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return items.length === 0 ? undefined : items;
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value < 1) throw invalidParam(name);
  return value;
}

function limitExceeded(name: string, limit: number): ZohoRefusal {
  return new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'maximum limit exceeded', {
    limit,
    param_name: name,
  });
}

function ambiguousPage(): ZohoRefusal {
  return new ZohoRefusal(
    400,
    'AMBIGUITY_DURING_PROCESSING',
    'page and page_token cannot be used together',
    { ambiguity_due_to: [{ param_name: 'page' }, { param_name: 'page_token' }] },
  );
}

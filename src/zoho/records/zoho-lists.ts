import { Injectable } from '@nestjs/common';

import { conversionFields, leadNameFields } from '../../crm/conversion.js';
import { type ApiModule } from '../../crm/modules.js';
import { retryNever } from '../../kernel/app-error.js';
import {
  type DeletedPage,
  deletedPageFrom,
  pageNumberIn,
  type RecordPage,
  recordPageFrom,
} from './list-pages.js';
import { ZohoError } from '../http/zoho-error.js';
import { ZohoHttp } from '../http/zoho-http.js';
import { blamesFields } from './field-lessons.js';
import { convertedToo } from './record-calls.js';

/** Rows of a page at most ("Get Records", Zoho CRM API v8). */
export const rowsPerPage = 200;

/** Pages that are named by number end at 2000 rows. */
export const mostPages = 2000 / rowsPerPage;

const leastFields: readonly string[] = ['id', 'Modified_Time'];

/** What any page is asked for at most beside the fields that are wanted. */
export const leastOfPages = [...leastFields, ...leadNameFields, ...conversionFields];

/** What one page costs ("API limits", Zoho CRM API v8). */
export const recordPageCredits = 1;
export const deletedPageCredits = 2;

export interface RecordPageQuery {
  readonly api: ApiModule;
  /** By Modified_Time. */
  readonly order: 'asc' | 'desc';
  /** Only records modified at this time or later, epoch ms by Zoho's clock; in whole seconds, rounded down. */
  readonly sinceMs: number | undefined;
  /** From the page before, which must have had the same order and `sinceMs`; undefined for the first page. */
  readonly pageToken: string | undefined;
}

export interface DeletedPageQuery {
  readonly api: ApiModule;
  /** Only records deleted at this time or later, epoch ms by Zoho's clock; undefined: all that Zoho remembers. */
  readonly sinceMs: number | undefined;
  /** From 1. */
  readonly page: number;
}

/**
 * Which records there are, and which are gone ("Get Records", "Get Deleted Records", Zoho CRM API v8): ids and times,
 * 200 a page, and of leads what became of those that were converted. Rejects with ZohoError.
 */
@Injectable()
export class ZohoLists {
  /** Whether Zoho refuses lists of leads that ask for more. */
  #leadsAreBare = false;

  constructor(private readonly http: ZohoHttp) {}

  /** `wanted`: fields that are asked for as well, so many that Zoho takes them at a time. */
  async records(query: RecordPageQuery, wanted: readonly string[] = []): Promise<RecordPage> {
    const { api, order, sinceMs, pageToken } = query;
    const subject = `a page of ${api}`;
    const number = pageNumberIn(pageToken);
    if (number !== undefined && number > mostPages) throw tooFar(subject);
    const fields = [...new Set([...this.#fieldsOf(api), ...wanted])];
    const parameters = {
      fields: fields.join(','),
      ...convertedToo(api),
      sort_by: 'Modified_Time',
      sort_order: order,
      per_page: String(rowsPerPage),
      ...(number === undefined
        ? { page_token: pageToken }
        : number > 1 && { page: String(number) }),
    };
    const path = `/crm/v8/${api}` as const;
    const headers = since(sinceMs);
    try {
      const answer = await this.http.request({
        method: 'GET',
        path,
        query: parameters,
        headers,
        subject,
      });
      return recordPageFrom(answer, { api, subject, place: pageToken });
    } catch (error) {
      const mayBeConversions = wanted.length === 0 && fields.length > leastFields.length;
      if (!mayBeConversions || !blamesFields(error, fields)) throw error;
      this.#leadsAreBare = true;
      return this.records(query);
    }
  }

  #fieldsOf(api: ApiModule): readonly string[] {
    if (api !== 'Leads' || this.#leadsAreBare) return leastFields;
    return leastOfPages;
  }

  /**
   * Deleted records of either kind. Zoho keeps those in the recycle bin for 60 days and others for 120; no order is
   * documented.
   */
  async deleted({ api, sinceMs, page }: DeletedPageQuery): Promise<DeletedPage> {
    const subject = `a page of deleted ${api}`;
    const query = { type: 'all', page: String(page), per_page: String(rowsPerPage) };
    const path = `/crm/v8/${api}/deleted` as const;
    const headers = since(sinceMs);
    return deletedPageFrom(
      await this.http.request({ method: 'GET', path, query, headers, subject }),
      subject,
    );
  }

  /** Those that Zoho lists as deleted, since a time or at all. Where it refuses the list (Notes), it doesn't say so. */
  async deletedAmong(
    api: ApiModule,
    ids: readonly string[],
    sinceMs?: number,
  ): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    try {
      for (let page = 1; found.size < ids.length && page <= mostPages; page += 1) {
        const { rows, more } = await this.deleted({ api, sinceMs, page });
        for (const { id } of rows) if (ids.includes(id)) found.add(id);
        if (!more) break;
      }
    } catch (error) {
      if (!refusesList(error)) throw error;
    }
    return found;
  }
}

/** ISO 8601 with an offset and without fractions, as Zoho takes it. */
function since(epochMs: number | undefined): Readonly<Record<string, string>> {
  if (epochMs === undefined) return {};
  const wholeSeconds = new Date(Math.floor(epochMs / 1000) * 1000).toISOString().slice(0, 19);
  return { 'If-Modified-Since': `${wholeSeconds}+00:00` };
}

/** What Zoho would answer. */
function tooFar(subject: string): ZohoError {
  const message = `Zoho gives no token for ${subject}, and by number it lists no further than 2000 rows`;
  const zohoCode = 'DISCRETE_PAGINATION_LIMIT_EXCEEDED';
  return new ZohoError('zoho.refused', message, { retry: retryNever, status: 400, zohoCode });
}

const tokenRefusals = [
  'EXPIRED_VALUE',
  'TOKEN_BOUND_DATA_MISMATCH',
  'PAGINATION_LIMIT_EXCEEDED',
  'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
  'INVALID_DATA',
  'INVALID_VALUE',
];

/** Whether a page was refused for its token, so that the list may be read on without it. */
export function refusesPageToken(error: unknown): boolean {
  if (!(error instanceof ZohoError) || error.status !== 400) return false;
  return error.zohoCode !== undefined && tokenRefusals.includes(error.zohoCode);
}

/** Whether Zoho refuses the list itself, as it does with deleted Notes, or pages beyond the first 2000 rows. */
export function refusesList(error: unknown): boolean {
  return error instanceof ZohoError && error.code === 'zoho.refused';
}

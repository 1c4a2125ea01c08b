import { invalidParam, ZohoRefusal } from '../http/exchange.js';
import { type SeededRandom } from '../seeded-random.js';
import { type ZohoTime } from '../zoho-time.js';
import { type Place } from './record-order.js';

export interface Cursor {
  readonly boundTo: string;
  /** The last record of the page before; the next page begins after it, whatever changed in between. */
  readonly after: Place;
  /** Number of the page the token is for. */
  readonly page: number;
  /** How many records came before it. */
  readonly seen: number;
  readonly expiresAtMs: number;
}

const tokenLifetimeMs = 24 * 60 * 60_000;
const recordsByToken = 100_000;
const expiredKept = 10_000;

/** Tokens for the next page of a list: bound to the same parameters, for 24 hours, up to 100,000 records. */
export class PageTokens {
  private readonly cursors = new Map<string, Cursor>();

  constructor(
    private readonly time: ZohoTime,
    private readonly random: SeededRandom,
  ) {}

  issue(cursor: Omit<Cursor, 'expiresAtMs'>): { token: string; expiresAtMs: number } {
    if (this.cursors.size > expiredKept) this.forgetExpired();
    const token = this.random.hex(40);
    const expiresAtMs = this.time.now() + tokenLifetimeMs;
    this.cursors.set(token, { ...cursor, expiresAtMs });
    return { token, expiresAtMs };
  }

  read(token: string, boundTo: string): Cursor {
    const cursor = this.cursors.get(token);
    if (cursor === undefined) throw invalidParam('page_token');
    if (cursor.expiresAtMs <= this.time.now()) throw refusal('EXPIRED_VALUE', 'token has expired');
    if (cursor.boundTo !== boundTo) {
      throw refusal(
        'TOKEN_BOUND_DATA_MISMATCH',
        'the parameters are not the ones the token is for',
      );
    }
    if (cursor.seen >= recordsByToken) {
      throw refusal('PAGINATION_LIMIT_EXCEEDED', 'records are fetched only up to 100000');
    }
    return cursor;
  }

  private forgetExpired(): void {
    for (const [token, { expiresAtMs }] of this.cursors) {
      if (expiresAtMs <= this.time.now()) this.cursors.delete(token);
    }
  }
}

function refusal(code: string, message: string): ZohoRefusal {
  return new ZohoRefusal(400, code, message, { param_name: 'page_token' });
}

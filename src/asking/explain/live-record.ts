import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { RecordSource } from '../../crm/record-source.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { Composer } from '../../documents/composer.js';

/** What the CRM has of a record at this moment. */
export type LiveRecord =
  | { readonly status: 'present'; readonly modifiedAtMs: number; readonly body: string }
  | { readonly status: 'gone' }
  /** It couldn't be asked. */
  | { readonly status: 'unknown'; readonly reason: string };

/** Asks the CRM for single records, for callers who want to know whether memory is true. Costs one call each. */
@Injectable()
export class LiveRecords {
  constructor(
    private readonly source: RecordSource,
    private readonly composer: Composer,
    private readonly settings: Settings,
  ) {}

  /** `body` is the document that memory should hold. @throws the error of Redis */
  async of(ref: RecordRef): Promise<LiveRecord> {
    if (this.settings.zoho.credentials === undefined) {
      const reason =
        'without ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET and ZOHO_REFRESH_TOKEN nobody can ask';
      return { status: 'unknown', reason };
    }
    const [outcome] = await this.source.load(ref.module, [ref]);
    if (outcome === undefined) return { status: 'unknown', reason: 'there was no answer' };
    if (outcome.status === 'failed') return { status: 'unknown', reason: outcome.error.message };
    if (outcome.status === 'gone') return outcome;
    const { body } = await this.composer.documentFor(outcome.record);
    return { status: 'present', modifiedAtMs: outcome.record.modifiedAtMs ?? 0, body };
  }
}

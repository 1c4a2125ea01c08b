import { type AppError } from '../kernel/app-error.js';
import { type ChangeEvent } from './change-event.js';
import { type Conversion } from './conversion.js';
import { type CrmRecord } from './crm-record.js';
import { type CrmModule } from './modules.js';
import { type RecordRef } from './record-ref.js';

/** What a source says of one record. */
export type LoadOutcome =
  | {
      readonly status: 'present';
      readonly record: CrmRecord;
      /** Whether the source was told of a change since, which it ignored because it is older than the record. */
      readonly isLatestIgnored?: boolean;
    }
  /** The CRM said for this very id that there is no such record. Never inferred from a failed call. */
  | {
      readonly status: 'gone';
      /** Where it is a lead that was converted. */ readonly conversion?: Conversion;
    }
  | { readonly status: 'failed'; readonly error: AppError };

/**
 * Where records come from: the CRM's API, or what deliveries carried. Both answer for the present, so it is safe to
 * ask again at any time.
 */
export abstract class RecordSource {
  /**
   * One outcome per ref, in the order of the refs; all of one module, at most 50, no id twice. A record that can't be
   * loaded fails alone. Never rejects for a reason that concerns the CRM.
   */
  abstract load(module: CrmModule, refs: readonly RecordRef[]): Promise<readonly LoadOutcome[]>;

  /**
   * Whether the source knows that they were deleted since a time (epoch ms), in the order of the refs; asked of records
   * that are gone. No to one that it merely doesn't show. @throws AppError of the CRM
   */
  abstract areDeleted(
    module: CrmModule,
    refs: readonly RecordRef[],
    sinceMs: number,
  ): Promise<readonly boolean[]>;

  /** Whether it can tell anything of the record; a source that can ask for every one of them doesn't say. */
  knows?(ref: RecordRef): Promise<boolean>;

  /**
   * Whether the source answers, asked by something that has nothing to do with this record but its module. A source that
   * fails only with what it is in has no answer of its own.
   */
  answers?(ref: Pick<RecordRef, 'module' | 'api'>): Promise<boolean>;

  /**
   * Keeps what deliveries carried; before their records are queued. Only a source that can't ask for it again has
   * something to do here. Safe to repeat. @throws the error of Redis
   */
  take?(changes: readonly ChangeEvent[]): Promise<void>;
}

import { Injectable } from '@nestjs/common';

import { type RecordRef } from '../crm/record-ref.js';
import { Conversions } from '../ledger/conversions.js';
import { PayloadStore } from '../payloads/payload-store.js';
import { StagedRecords } from '../queue/progress/staged-records.js';
import { type ForgottenTraces, RecordTraces } from '../queue/tracing/record-traces.js';

/** What there was of a record, besides its document. */
export interface Removed extends ForgottenTraces {
  /** The records that came of it, where it was a lead that somebody converted: they named it. */
  readonly convertedInto: readonly RecordRef[];
  /** What deliveries carried of it. */
  readonly payload: boolean;
}

/** What is kept of a record outside of memory and ledger. */
@Injectable()
export class RecordRemains {
  constructor(
    private readonly payloads: PayloadStore,
    private readonly traces: RecordTraces,
    private readonly conversions: Conversions,
    private readonly staged: StagedRecords,
  ) {}

  /** @throws the error of Redis */
  async forget(ref: RecordRef): Promise<Removed> {
    const [payload, traces, convertedInto] = await Promise.all([
      this.payloads.forget(ref),
      this.traces.forget(ref),
      this.conversions.forget(ref),
      this.staged.spend(ref.module, [ref.id]),
    ]);
    return { payload, convertedInto, ...traces };
  }
}

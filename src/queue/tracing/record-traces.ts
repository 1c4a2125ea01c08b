import { Injectable } from '@nestjs/common';

import { type RecordRef } from '../../crm/record-ref.js';
import { DeadLetterStore } from '../dead-letters/dead-letter-store.js';
import { JobSpans } from './job-spans.js';
import { Freshness } from '../progress/freshness.js';
import { RecordQueues } from '../record-queues.js';
import { UrgentMarks } from '../progress/urgent-marks.js';

/** What the queues had of a record. */
export interface ForgottenTraces {
  readonly deadLetter: boolean;
  readonly job: boolean;
  readonly lastSync: boolean;
}

/** All that is kept of a record because it was queued: its jobs, dead letter, last sync, marks, links of traces. */
@Injectable()
export class RecordTraces {
  constructor(
    private readonly queues: RecordQueues,
    private readonly deadLetters: DeadLetterStore,
    private readonly freshness: Freshness,
    private readonly marks: UrgentMarks,
    private readonly spans: JobSpans,
  ) {}

  /** A job that runs stays, and may leave some of it again. Safe to repeat. @throws the error of Redis */
  async forget(ref: RecordRef): Promise<ForgottenTraces> {
    const [jobs, deadLetter, lastSync] = await Promise.all([
      this.queues.removeJobs(ref),
      this.deadLetters.resolve(ref),
      this.freshness.erase(ref),
      this.marks.take(ref),
      this.spans.forget(ref),
    ]);
    return { deadLetter, job: jobs > 0, lastSync };
  }
}

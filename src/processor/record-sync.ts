import { Injectable } from '@nestjs/common';

import { type RecordRef } from '../crm/record-ref.js';
import { span } from '../observability/tracing.js';
import { Freshness } from '../queue/progress/freshness.js';
import { Composer } from '../documents/composer.js';
import { type Lease } from './job-lease.js';
import { RecordLoader } from './record-loader.js';
import { RecordMemory, type WriteResult } from './record-memory.js';

/**
 * - `written`: memory took the record's present document. `unchanged`: it had it already.
 * - `stale`: memory has a newer version than the CRM just showed; nothing was written.
 * - `ignored_older`: nothing changed, because what a delivery carried is older than what is known.
 * - `removed`: the CRM says the record is gone, and so is its document. `absent`: both were gone already.
 */
export type SyncOutcome = WriteResult | 'ignored_older' | 'removed' | 'absent';

/** Brings memory to the present state of one record. It never sees a batch, a queue, or what the change was. */
@Injectable()
export class RecordSync {
  constructor(
    private readonly loader: RecordLoader,
    private readonly composer: Composer,
    private readonly memory: RecordMemory,
    private readonly freshness: Freshness,
  ) {}

  /** Safe to repeat at any point; `attempt` counts from 1. @throws AppError saying whether and when to try again */
  async sync(ref: RecordRef, lease: Lease, attempt: number): Promise<SyncOutcome> {
    const changedAtMs = await this.freshness.begin(ref);
    const outcome = await this.#sync(ref, lease, attempt);
    await this.freshness.end(ref, changedAtMs);
    return outcome;
  }

  async #sync(ref: RecordRef, lease: Lease, attempt: number): Promise<SyncOutcome> {
    const [loaded, known] = await Promise.all([
      span('fetch', {}, () => this.loader.load(ref, attempt)),
      this.memory.known(ref),
    ]);
    if (loaded.status === 'gone') {
      return (await this.memory.remove(ref, known, lease)) ? 'removed' : 'absent';
    }
    const { record } = loaded;
    const composed = await span('render', {}, () => this.composer.compose(record));
    const result = await this.memory.write(ref, composed, known, lease);
    return result === 'unchanged' && loaded.isLatestIgnored === true ? 'ignored_older' : result;
  }
}

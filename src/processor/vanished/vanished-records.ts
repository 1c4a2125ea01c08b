import { Injectable, Logger } from '@nestjs/common';

import { believableDeletions } from '../../crm/believable-deletions.js';
import { type CrmModule } from '../../crm/modules.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { RecordSource } from '../../crm/record-source.js';
import { AppError } from '../../kernel/app-error.js';
import { type LedgerEntry } from '../../ledger/ledger-entry.js';
import { Ledger } from '../../ledger/ledger.js';
import { ProcessConditions } from '../../observability/process-conditions.js';
import { RecordQueues } from '../../queue/record-queues.js';
import { Batcher } from '../batcher.js';
import { VanishedStore } from './vanished-store.js';

/** Of a few, so many may be on their way to the list of deleted records, or others about to vanish too. */
const settlesWithinMs = 60_000;

/** Records that are asked for again and again to see whether the rest is back. */
const mostProbes = 3;
const longestPauseMs = 3_600_000;

/** A record in memory that the CRM doesn't show. */
export interface VanishedRecord {
  readonly ref: RecordRef;
  readonly known: LedgerEntry | undefined;
  /** Whether the CRM itself told of its deletion, by a notification or in its list of deleted records. */
  readonly isToldDeleted: boolean;
}

/**
 * Keeps a lost permission from passing for deletions, however a record came to be looked at: to a user whose role was
 * narrowed the CRM says of records that there are none. Those that nobody deleted are kept for a minute, and for as long
 * as their number isn't believable; once one of them is back, all are looked at.
 */
@Injectable()
export class VanishedRecords {
  readonly #logger = new Logger('Records');
  readonly #conditions = new Map<CrmModule, ReturnType<ProcessConditions['of']>>();
  readonly #lists = new Map<CrmModule, Batcher<RecordRef, boolean>>();

  constructor(
    private readonly store: VanishedStore,
    private readonly ledger: Ledger,
    private readonly source: RecordSource,
    private readonly queues: RecordQueues,
    private readonly conditions: ProcessConditions,
  ) {}

  /**
   * Whether its document is to go. Otherwise it stays, and the record is looked at again later.
   * @throws AppError of the source, where it doesn't say what was deleted
   */
  async mayGo(vanished: VanishedRecord): Promise<boolean> {
    const { ref, known, isToldDeleted } = vanished;
    if (known === undefined) return true;
    if (isToldDeleted || (await this.#isListed(ref))) {
      if (known.vanishedSinceMs !== undefined) await this.#forget(ref);
      return true;
    }
    const { sinceMs, awayForMs } = await this.store.keep(ref, known.vanishedSinceMs);
    const isBelievable = await this.#isBelievable(ref.module);
    if (isBelievable && awayForMs >= settlesWithinMs) {
      await this.store.letGo(ref);
      return true;
    }
    await this.ledger.put(ref, { ...known, vanishedSinceMs: sinceMs }, known);
    if (isBelievable || (await this.store.rank(ref)) < mostProbes) {
      // The longer it is away, the longer until the next look.
      const delayMs = Math.min(longestPauseMs, Math.max(settlesWithinMs, awayForMs));
      await this.queues.enqueue([{ ref, importance: 'sweep', delayMs }]);
    }
    return false;
  }

  /** One that was kept is back: most likely all are. */
  async cameBack({ module, id }: RecordRef): Promise<void> {
    this.#conditions.get(module)?.worked();
    const others = (await this.store.takeAll(module)).filter((each) => each !== id);
    if (others.length === 0) return;
    this.#logger.log({ event: 'records.came_back', module, records: others.length + 1 });
    await this.queues.enqueue(
      others.map((other) => ({ ref: { module, id: other }, importance: 'sweep', delayMs: 0 })),
    );
  }

  async #forget(ref: RecordRef): Promise<void> {
    await this.store.forget(ref);
    await this.#isBelievable(ref.module);
  }

  /** Whether so few vanished that they may well have been deleted; tells of a trouble where it were too many. */
  async #isBelievable(module: CrmModule): Promise<boolean> {
    const [count, remembered] = await Promise.all([
      this.store.count(module),
      this.ledger.count(module),
    ]);
    const isBelievable = count <= believableDeletions(remembered);
    if (isBelievable) this.#conditions.get(module)?.worked();
    else this.#conditionOf(module).failed(manyVanished(module, count));
    return isBelievable;
  }

  async #isListed(ref: RecordRef): Promise<boolean> {
    const { module } = ref;
    const list =
      this.#lists.get(module) ??
      new Batcher<RecordRef, boolean>(
        (refs) => this.source.areDeleted(module, refs, this.store.latelyMs),
        { name: `deleted ${module}`, maxItems: 1000, lanes: 1, maxWaitMs: 100 },
      );
    this.#lists.set(module, list);
    return list.add(ref);
  }

  #conditionOf(module: CrmModule): ReturnType<ProcessConditions['of']> {
    const condition = this.#conditions.get(module) ?? this.conditions.of('permission');
    this.#conditions.set(module, condition);
    return condition;
  }
}

function manyVanished(module: CrmModule, count: number): AppError {
  return new AppError(
    'zoho.records_vanished',
    `${count} ${module} vanished from the CRM, and it doesn't list them as deleted: memory keeps them. If the user whose ` +
      'token this is lost the right to see them, give it back; they are looked at again by themselves. If they are gone ' +
      `indeed: zoho-sync sync full --module ${module} --accept-deletions`,
    { retry: { kind: 'pause', forMs: settlesWithinMs } },
  );
}

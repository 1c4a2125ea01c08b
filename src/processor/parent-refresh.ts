import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type Conversion } from '../crm/conversion.js';
import { recordKey, type RecordRef } from '../crm/record-ref.js';
import { RecordSource } from '../crm/record-source.js';
import { type SyncedModules } from '../crm/synced-modules.js';
import { type LedgerEntry } from '../ledger/ledger-entry.js';
import { Conversions } from '../ledger/conversions.js';
import { Ledger, type LedgerRecord, sameRecord } from '../ledger/ledger.js';
import { type SyncRequest } from '../queue/record-job.js';
import { RecordQueues } from '../queue/record-queues.js';

/** Bursts of child changes make one write of the account: they are gathered at least this long. */
export const leastGatheringMs = 1000;

/** A record before and after a sync; `next` is undefined for a removed one. */
export interface Transition {
  readonly ref: RecordRef;
  readonly previous: LedgerEntry | undefined;
  readonly next: LedgerEntry | undefined;
}

/**
 * Queues the documents that show a record besides its own: the account it belongs to and the one it belonged to, and,
 * where a record was renamed or removed, those that give its name.
 */
@Injectable()
export class ParentRefresh {
  readonly #gatheringMs: number;
  readonly #synced: SyncedModules;

  constructor(
    private readonly ledger: Ledger,
    private readonly queues: RecordQueues,
    private readonly source: RecordSource,
    private readonly conversions: Conversions,
    settings: Settings,
  ) {
    this.#synced = settings.queue.synced;
    this.#gatheringMs = Math.max(settings.queue.debounceMs, leastGatheringMs);
  }

  /** Safe to repeat. Call it before the ledger takes the new entry: afterwards a crash would hide what changed. */
  async queue(transition: Transition): Promise<void> {
    const [parents, naming] = await Promise.all([
      this.#parents(transition),
      transition.next === undefined ? this.#bereaved(transition) : this.#namesakes(transition),
    ]);
    const requests = [
      ...parents.map((ref): SyncRequest => this.#request(ref, 'parent')),
      ...naming.map((ref): SyncRequest => this.#request(ref, 'sweep')),
    ].filter(({ ref }) => this.#synced.has(ref));
    if (requests.length > 0) await this.queues.enqueue(requests);
  }

  /** As `queue`, for the records that a lead was converted into: they say so. */
  async queueConverted(conversion: Conversion): Promise<void> {
    await this.conversions.note([conversion]);
    const synced = conversion.into.filter((ref) => this.#synced.has(ref));
    if (synced.length > 0)
      await this.queues.enqueue(synced.map((ref) => this.#request(ref, 'parent')));
    await this.conversions.settle([conversion]);
  }

  async #parents({ ref, previous, next }: Transition): Promise<readonly RecordRef[]> {
    if (ref.module === 'Accounts') return [];
    const moved = !sameRecord(previous?.parent, next?.parent);
    const told = moved || JSON.stringify(previous?.summary) !== JSON.stringify(next?.summary);
    const candidates = [next?.parent, moved ? previous?.parent : undefined];
    const targets = await Promise.all(
      candidates
        .filter((parent) => parent !== undefined)
        .map((parent) => this.#documentShowing(parent, told)),
    );
    return targets.filter((target) => target !== undefined);
  }

  /**
   * The record whose document shows the children of `parent`: an account itself, a deal's or a contact's account. A
   * parent that memory doesn't know yet is synced, if the source can tell of it, and brings its own parent with it.
   */
  async #documentShowing(parent: RecordRef, told: boolean): Promise<RecordRef | undefined> {
    const entry = await this.ledger.get(parent);
    if (entry === undefined)
      return (await this.source.knows?.(parent)) === false ? undefined : parent;
    if (!told) return undefined;
    if (parent.module === 'Accounts') return parent;
    return entry.parent?.module === 'Accounts' ? entry.parent : undefined;
  }

  /** Those whose documents give the record another name, also one from before it was deleted. */
  async #namesakes({ ref, previous, next }: Transition): Promise<readonly RecordRef[]> {
    if (previous?.name === next?.name) return [];
    const key = recordKey(ref);
    const mentioners = await this.ledger.mentionersOf(ref);
    return mentioners
      .filter(({ entry }) => entry.mentions.some((m) => m.key === key && m.name !== next?.name))
      .map((mentioner) => mentioner.ref);
  }

  /**
   * All that name a removed record, those that hang on it first: where two records were merged, they belong to the other
   * one now, and the CRM may not have noted it as a change of theirs.
   */
  async #bereaved({ ref, previous }: Transition): Promise<readonly RecordRef[]> {
    if (previous === undefined) return [];
    const mentioners = await this.ledger.mentionersOf(ref);
    const isChild = ({ entry }: LedgerRecord): boolean => sameRecord(entry.parent, ref);
    const others = mentioners.filter((mentioner) => !isChild(mentioner));
    return [...mentioners.filter(isChild), ...others].map((mentioner) => mentioner.ref);
  }

  #request(ref: RecordRef, importance: 'parent' | 'sweep'): SyncRequest {
    return { ref, importance, delayMs: this.#gatheringMs };
  }
}

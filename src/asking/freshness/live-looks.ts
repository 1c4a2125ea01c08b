import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { type RecordKey, recordKey, type RecordRef } from '../../crm/record-ref.js';
import { type LoadOutcome, RecordSource } from '../../crm/record-source.js';
import { Composer } from '../../documents/composer.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { within } from '../../kernel/within.js';
import { type StoredDocument } from '../../memory/memory-document.js';
import { RecordQueues } from '../../queue/record-queues.js';

/** Whether the CRM was asked before answering; `why` it couldn't be. */
export interface Checked {
  readonly asked: number;
  readonly changed: number;
  readonly why?: string;
}

/** What the CRM said of a record: its document as it would be written now; undefined for one that is gone. */
export interface LiveDocument {
  readonly document: StoredDocument | undefined;
  readonly atMs: number;
}

export interface LookResult {
  readonly checked: Checked;
  readonly found: ReadonlyMap<RecordKey, LiveDocument>;
}

/** One call of the CRM's gives so many. */
const mostLookedUp = 50;
const withinMs = 8000;

/** A record to ask for, and what memory has of it. */
export type Sought = RecordRef & { readonly held: StoredDocument | undefined };

interface Look {
  readonly ref: Sought;
  readonly live: LiveDocument | undefined;
  readonly why?: string;
}

/**
 * Asks the CRM for records that are to be answered, because what memory has of them is older than somebody wants. What
 * changed goes into the answer at once, and on its way to memory.
 */
@Injectable()
export class LiveLooks {
  constructor(
    private readonly source: RecordSource,
    private readonly composer: Composer,
    private readonly queues: RecordQueues,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** At most 50 of the records, the first ones. Never rejects because of the CRM. */
  async at(sought: readonly Sought[]): Promise<LookResult> {
    const found = new Map<RecordKey, LiveDocument>();
    if (sought.length === 0) return { checked: { asked: 0, changed: 0 }, found };
    const why = this.#whyNot();
    if (why !== undefined) return { checked: { asked: 0, changed: 0, why }, found };
    const looked = sought.slice(0, mostLookedUp);
    const modules = [...new Set(looked.map(({ module }) => module))];
    const looks = await Promise.all(
      modules.map((module) =>
        this.#module(
          module,
          looked.filter((each) => each.module === module),
        ),
      ),
    );
    const all = looks.flat();
    for (const { ref, live } of all) if (live !== undefined) found.set(recordKey(ref), live);
    const changed = all.filter(
      ({ ref, live }) => live !== undefined && isChange(live.document, ref.held),
    );
    await this.#queue(changed.map(({ ref }) => refOf(ref)));
    const left =
      looked.length < sought.length ? `at most ${mostLookedUp} are asked for at a time` : undefined;
    const reason = all.find((each) => each.why !== undefined)?.why ?? left;
    const counts = { asked: found.size, changed: changed.length };
    return { checked: reason === undefined ? counts : { ...counts, why: reason }, found };
  }

  async #module(module: string, refs: readonly Sought[]): Promise<readonly Look[]> {
    const atMs = this.clock.now();
    const outcomes = await this.#load(module, refs);
    return Promise.all(
      refs.map(async (ref, index): Promise<Look> => {
        const outcome = outcomes[index];
        if (outcome === undefined) return { ref, live: undefined, why: 'there was no answer' };
        if (outcome.status === 'failed')
          return { ref, live: undefined, why: outcome.error.message };
        return { ref, live: { document: await this.#documentOf(outcome, ref.held), atMs } };
      }),
    );
  }

  #whyNot(): string | undefined {
    if (this.settings.zoho.credentials !== undefined) return undefined;
    return 'there are no Zoho credentials: nobody can be asked';
  }

  async #load(module: string, refs: readonly RecordRef[]): Promise<readonly LoadOutcome[]> {
    try {
      const loading = this.source.load(module, refs.map(refOf));
      return await within(loading, withinMs, 'To ask the CRM');
    } catch (error) {
      return refs.map(() => ({ status: 'failed', error: appErrorFrom(error) }));
    }
  }

  async #documentOf(
    outcome: Exclude<LoadOutcome, { status: 'failed' }>,
    held: StoredDocument | undefined,
  ): Promise<StoredDocument | undefined> {
    if (outcome.status !== 'present') return undefined;
    const document = await this.composer.documentFor(outcome.record);
    return { ...document, ref: held?.ref ?? '', storedAtMs: held?.storedAtMs ?? 0 };
  }

  /** Without it memory would follow a little later; the answer is right anyway. */
  async #queue(refs: readonly RecordRef[]): Promise<void> {
    if (refs.length === 0) return;
    const requests = refs.map((ref) => ({ ref, importance: 'live' as const, delayMs: 0 }));
    await this.queues.enqueue(requests).catch(() => undefined);
  }
}

function refOf({ module, id, api }: RecordRef): RecordRef {
  return { module, id, ...(api === undefined ? {} : { api }) };
}

function isChange(now: StoredDocument | undefined, held: StoredDocument | undefined): boolean {
  if (now === undefined || held === undefined) return now !== held;
  return (
    now.contentHash !== held.contentHash || now.version !== held.version || !sameFacts(now, held)
  );
}

function sameFacts(one: StoredDocument, other: StoredDocument): boolean {
  return JSON.stringify(one.facts) === JSON.stringify(other.facts);
}

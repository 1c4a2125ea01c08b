import { Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';

import { Ledger } from '../ledger/ledger.js';
import { MemorySink } from '../memory/memory-sink.js';
import { appErrorFrom } from '../kernel/app-error.js';
import { DescribedMemory } from './described-memory.js';
import { factsName, factsStandingOf, type MemoryUser } from './memory-standing.js';
import { MemorySuccession } from './memory-succession.js';

/**
 * Sees to it that the facts beside the memory have all that the memory has, or that nobody takes them for that: a process
 * that ran alone, without them or with others, wrote what they miss. So a process that begins and finds none that shares
 * its facts compares them with the memory once, and has written anew what they miss.
 */
@Injectable()
export class FactsClaim {
  readonly #logger = new Logger('Facts');
  #isCompared = false;
  #isComparing = false;
  #isApart = false;

  constructor(
    private readonly sink: MemorySink,
    private readonly described: DescribedMemory,
    private readonly ledger: Ledger,
    private readonly succession: MemorySuccession,
  ) {}

  /**
   * For the memory that the ledger describes, with the processes that were alive before this look; to be made again every
   * few seconds. A comparison goes on by itself. @throws the error of Redis
   */
  async make(own: MemoryUser, users: readonly MemoryUser[]): Promise<void> {
    const described = await this.described.facts();
    if (own.facts === undefined) {
      if (described !== undefined) await this.described.describeFacts(undefined);
      return;
    }
    const standing = factsStandingOf(own, described, users, own.seenAtMs);
    this.#tellApart(standing === 'apart');
    if (standing === 'apart') {
      this.#isCompared = false;
      if (described !== undefined) await this.described.describeFacts(undefined);
      return;
    }
    const isShared = users.some(({ id, facts }) => id !== own.id && facts === own.facts);
    if (standing === 'whole' && (this.#isCompared || isShared)) return;
    if (!this.#isComparing) void this.#compare(own);
  }

  /** Never rejects: what isn't proved is compared at the next look. */
  async #compare(own: MemoryUser): Promise<void> {
    this.#isComparing = true;
    try {
      // Whoever begins after this one takes the place of it, and its end counts.
      const turn = randomUUID();
      await this.described.describeFacts(turn);
      const unknown = await this.#mend();
      if (unknown > 0) await this.succession.lookAtAll(own.seenAtMs);
      this.#isCompared = await this.described.succeedFacts(turn, factsName(own));
      this.#logger.log({ event: 'facts.compared', unknown });
    } catch (error) {
      const { code, message: reason } = appErrorFrom(error);
      this.#logger.warn({ event: 'facts.not_compared', code, reason });
    } finally {
      this.#isComparing = false;
    }
  }

  /** How many records have to be written anew. */
  async #mend(): Promise<number> {
    let unknown = 0;
    for await (const refs of this.sink.factsBeside?.mend() ?? []) {
      await Promise.all(refs.map((ref) => this.ledger.distrust(ref)));
      unknown += refs.length;
    }
    return unknown;
  }

  #tellApart(isApart: boolean): void {
    if (isApart === this.#isApart) return;
    this.#isApart = isApart;
    if (!isApart) {
      this.#logger.log({ event: 'facts.shared' });
      return;
    }
    const remedy = 'give every process the same FACTS_PATH, on one host, or FACTS_PATH=off';
    this.#logger.warn({ event: 'facts.apart', remedy });
  }
}

import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { AppError, retryLater } from '../kernel/app-error.js';
import { Clock } from '../kernel/clock.js';
import { within } from '../kernel/within.js';
import { DescribedMemory } from './described-memory.js';
import { FactsClaim } from './facts-claim.js';
import { standingOf } from './memory-standing.js';
import { MemorySuccession } from './memory-succession.js';

const answersWithinMs = 5000;

/** This process' claim that the ledger describes the memory that it writes. */
@Injectable()
export class MemoryClaim {
  readonly #id = randomUUID();

  constructor(
    private readonly described: DescribedMemory,
    private readonly succession: MemorySuccession,
    private readonly facts: FactsClaim,
    private readonly clock: Clock,
  ) {}

  /**
   * Undefined once the ledger describes this memory; `memory.another` while processes are alive that write the one which
   * it describes. To be made again every few seconds. `facts`: the index beside the memory, where there is one.
   * @throws the error of Redis
   */
  async make(memory: string, facts: string | undefined): Promise<AppError | undefined> {
    const seenAtMs = this.clock.now();
    const own = { id: this.#id, memory, facts, seenAtMs };
    const users = await within(this.described.note(own), answersWithinMs, 'Redis');
    const described = await within(this.described.described(), answersWithinMs, 'Redis');
    const standing = standingOf(own, described, users, seenAtMs);
    if (standing === 'other') return anotherMemory();
    if (standing === 'first') await this.succession.begin(memory, seenAtMs);
    if (standing === 'successor') await this.succession.run(described ?? '', memory, seenAtMs);
    await this.facts.make(own, users);
    return undefined;
  }

  /** A process that ends need not be waited for. @throws the error of Redis */
  async end(): Promise<void> {
    await this.described.leave(this.#id);
  }
}

function anotherMemory(): AppError {
  const message =
    'This process has another memory than the workers that are running: give all of them the same MEMORY_SINK and MEMORY_PATH (or COGNEE_URL and COGNEE_DATASET), or stop those with the old one. Until then it takes no work.';
  return new AppError('memory.another', message, { retry: retryLater });
}

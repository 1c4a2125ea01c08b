import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../crm/modules.js';
import { Capacity } from '../queue/capacity.js';
import { DeadLetterStore } from '../queue/dead-letters/dead-letter-store.js';
import { Freshness } from '../queue/progress/freshness.js';
import { RecordQueues } from '../queue/record-queues.js';
import { type LeftOver } from './left-over.js';

/** What waits, and what was given up, of modules that nobody works for. Every method throws the error of Redis. */
@Injectable()
export class FormerQueues {
  constructor(
    private readonly capacity: Capacity,
    private readonly queues: RecordQueues,
    private readonly letters: DeadLetterStore,
    private readonly freshness: Freshness,
  ) {}

  deadLetters(): Promise<ReadonlyMap<CrmModule, number>> {
    return this.letters.countByModule();
  }

  /** How many records are on each queue, and in the log. */
  async jobs(modules: readonly CrmModule[]): Promise<ReadonlyMap<CrmModule, number>> {
    const depths = await this.capacity.depths(modules);
    return new Map(
      depths.map(({ module, waiting, delayed, active }) => [module, waiting + delayed + active]),
    );
  }

  async discardLetters({ module }: LeftOver): Promise<number> {
    return this.letters.discard(await this.letters.matching({ module }));
  }

  /** Takes the queue away. Returns how many jobs there were. */
  async discard({ module, jobs }: LeftOver): Promise<number> {
    await this.queues.abandon(module);
    await this.freshness.forgetAll(module);
    return jobs;
  }
}

import { Injectable } from '@nestjs/common';

import { Clock } from '../kernel/clock.js';
import { MemorySink } from '../memory/memory-sink.js';
import { DescribedMemory } from './described-memory.js';
import { factsName } from './memory-standing.js';

/** Whether the facts that this process can ask have all that the memory has; for processes that write it and others. */
@Injectable()
export class FactsProof {
  constructor(
    private readonly sink: MemorySink,
    private readonly described: DescribedMemory,
    private readonly clock: Clock,
  ) {}

  /**
   * Why they may lack some, with the remedy; undefined where they don't. Facts that the memory itself keeps lack nothing.
   * @throws AppError `memory.*`, or the error of Redis
   */
  async doubt(): Promise<string | undefined> {
    const { factsBeside } = this.sink;
    if (factsBeside === undefined) return undefined;
    const facts = await factsBeside.identity();
    const { memory, facts: proved, users } = await this.described.shown(this.clock.now());
    if (memory === undefined) return 'no worker has written the memory yet: start one';
    if (proved === factsName({ memory, facts })) return undefined;
    const kept = new Set(users.filter((user) => user.memory === memory).map((user) => user.facts));
    if (kept.size > 1) {
      return 'the workers keep facts of their own, each in another FACTS_PATH or none, so nobody has all of them: give every process the same FACTS_PATH, on one host, or FACTS_PATH=off';
    }
    if (kept.size > 0 && !kept.has(facts)) {
      return "the facts in this process' FACTS_PATH aren't those that the workers keep: give every process the same FACTS_PATH, on one host";
    }
    return 'the facts beside the memory are being compared with it: ask again in a moment; without a worker nothing is compared';
  }
}

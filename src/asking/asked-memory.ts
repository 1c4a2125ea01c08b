import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../crm/modules.js';
import { type FactIndex } from '../memory/fact-query.js';
import { MemorySink } from '../memory/memory-sink.js';
import { FactsProof } from '../memory-identity/facts-proof.js';
import { cannotAnswer } from './wrong-question.js';

/** What memory knows of records besides their texts: all of it or nothing, never a part as if it were the whole. */
@Injectable()
export class AskedMemory {
  constructor(
    private readonly memory: MemorySink,
    private readonly proof: FactsProof,
  ) {}

  /**
   * What `ask` finds among the facts of these modules. @throws AppError `ask.unanswerable` where they aren't all known,
   * what `ask` throws, `memory.*`, or the error of Redis
   */
  async facts<Answer>(
    modules: readonly CrmModule[],
    ask: (facts: FactIndex) => Promise<Answer>,
  ): Promise<Answer> {
    const { facts } = this.memory;
    if (facts === undefined) {
      throw cannotAnswer(
        'this memory keeps no facts, so it answers words alone: use search, or set FACTS_PATH to a folder',
      );
    }
    await this.#assertProved();
    for (const module of modules) await this.#assertWhole(facts, module);
    const answer = await ask(facts);
    // While it was asked they may have been found wanting.
    await this.#assertProved();
    return answer;
  }

  /** Whether questions about a module are answered. @throws AppError `memory.*`, or the error of Redis */
  async knowsFactsOf(module: CrmModule): Promise<boolean> {
    const { facts } = this.memory;
    if (facts === undefined || (await this.doubt()) !== undefined) return false;
    return (await facts.unknownIn(module)) === 0;
  }

  /** As `FactsProof.doubt`. */
  doubt(): Promise<string | undefined> {
    return this.proof.doubt();
  }

  /** How many documents it holds. @throws AppError `memory.*` */
  count(): Promise<number> {
    return this.memory.count();
  }

  async #assertProved(): Promise<void> {
    const doubt = await this.doubt();
    if (doubt !== undefined) throw cannotAnswer(`${doubt}; search answers meanwhile`);
  }

  async #assertWhole(facts: FactIndex, module: CrmModule): Promise<void> {
    const unknown = await facts.unknownIn(module);
    if (unknown === 0) return;
    throw cannotAnswer(
      `the facts of ${unknown} of the ${module} aren't known yet: run \`zoho-sync sync full\`, or wait for the next comparison; search answers meanwhile`,
    );
  }
}

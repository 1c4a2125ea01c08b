import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type CrmModule } from '../crm/modules.js';
import { type View } from '../crm/view.js';
import { AskedMemory } from './asked-memory.js';
import { AnswerFreshness, type WholeAge } from './freshness/answer-freshness.js';
import { InFlight } from './freshness/in-flight.js';
import { Organisation } from './organisation.js';
import { questionFrom } from './request/questions.js';

/** What an assistant may know of a module before it asks. */
interface ModuleStatus {
  readonly module: CrmModule;
  /** The names by which a part of it may be asked for. */
  readonly apis: readonly string[];
  /** Records that memory holds, as far as is known. */
  readonly records: number;
  /** Records on their way to memory. */
  readonly pending: number;
  readonly dead_letters: number;
  /** Whether `find` and `aggregate` answer for it. */
  readonly has_facts: boolean;
  readonly freshness: WholeAge;
}

export interface StatusAnswer {
  readonly memory: string;
  readonly documents: number;
  readonly time_zone: string;
  readonly modules: readonly ModuleStatus[];
  readonly freshness: WholeAge;
}

/** Whether memory is true, and how far. */
@Injectable()
export class MemoryStatus {
  constructor(
    private readonly memory: AskedMemory,
    private readonly freshness: AnswerFreshness,
    private readonly inFlight: InFlight,
    private readonly organisation: Organisation,
    private readonly settings: Settings,
  ) {}

  /** @throws AppError `ask.wrong`, `memory.*`, or the error of Redis */
  async status(given: unknown, view: View): Promise<StatusAnswer> {
    questionFrom('status', given);
    await this.organisation.ready();
    const sight = this.organisation.sightOf(view);
    const modules = sight.shown;
    const [documents, statuses, { whole }] = await Promise.all([
      this.memory.count(),
      Promise.all(modules.map((module) => this.#of(module))),
      this.freshness.of([], modules),
    ]);
    return {
      memory: this.settings.memory.sinks.join(', '),
      documents: sight.isWhole ? documents : recordsIn(statuses),
      time_zone: this.organisation.timeZone,
      modules: statuses,
      freshness: whole,
    };
  }

  async #of(module: CrmModule): Promise<ModuleStatus> {
    const [flight, { whole }, has_facts] = await Promise.all([
      this.inFlight.ofModule(module),
      this.freshness.of([], [module]),
      this.memory.knowsFactsOf(module),
    ]);
    return {
      module,
      apis: this.settings.queue.synced.apisOf(module),
      records: flight.known,
      pending: flight.records,
      dead_letters: flight.deadLetters,
      has_facts,
      freshness: whole,
    };
  }
}

function recordsIn(statuses: readonly ModuleStatus[]): number {
  return statuses.reduce((sum, { records }) => sum + records, 0);
}

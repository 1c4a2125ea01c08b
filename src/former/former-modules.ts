import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type CrmModule, usualModules } from '../crm/modules.js';
import { type LiveProcess } from '../installation/live-process.js';
import { Processes } from '../installation/processes.js';
import { within } from '../kernel/within.js';
import { Ledger } from '../ledger/ledger.js';
import { MemorySink } from '../memory/memory-sink.js';
import { FormerQueues } from './former-queues.js';
import { type LeftOver } from './left-over.js';

type Counts = ReadonlyMap<CrmModule, number>;

const memoryWithinMs = 5000;

/**
 * The modules that were taken out of ZOHO_MODULES and of which something is left: jobs, dead letters, ledger entries,
 * documents. Nothing of them is in an answer, and nobody works on them; put back into the setting, they go on.
 */
@Injectable()
export class FormerModules {
  constructor(
    private readonly settings: Settings,
    private readonly processes: Processes,
    private readonly queues: FormerQueues,
    private readonly ledger: Ledger,
    private readonly memory: MemorySink,
  ) {}

  /** Those of which something is left, in the order of their names. @throws the error of Redis */
  async find(): Promise<readonly LeftOver[]> {
    const [documents, names, letters, alive] = await Promise.all([
      this.#documents(),
      this.names(),
      this.queues.deadLetters(),
      this.processes.alive(),
    ]);
    const held = documents ?? new Map<CrmModule, number>();
    const unnoted = [...held.keys()].filter((module) => this.isFormer(module));
    const former = [...new Set([...names, ...unnoted])].sort();
    const jobs = await this.queues.jobs(former);
    const all = former.map(async (module): Promise<LeftOver> => {
      return {
        module,
        jobs: jobs.get(module) ?? 0,
        deadLetters: letters.get(module) ?? 0,
        known: await this.ledger.count(module),
        documents: documents && (held.get(module) ?? 0),
        syncedBy: namesOf(alive.filter(({ modules }) => modules.includes(module))),
      };
    });
    return (await Promise.all(all)).filter(isAnything);
  }

  /**
   * Modules that aren't in ZOHO_MODULES and may have been once; of what an older release synced, those that are usual or
   * have dead letters. @throws the error of Redis
   */
  async names(): Promise<readonly CrmModule[]> {
    const [ever, letters] = await Promise.all([
      this.processes.modulesEver(),
      this.queues.deadLetters(),
    ]);
    const names = new Set([...usualModules, ...ever, ...letters.keys()]);
    return [...names].filter((module) => this.isFormer(module));
  }

  /** Whether a module isn't in ZOHO_MODULES. */
  isFormer(module: CrmModule): boolean {
    return !this.settings.queue.modules.includes(module);
  }

  /**
   * What is left of one module; undefined where nothing is, and where it is synced, here or by a living process of other
   * settings. @throws the error of Redis
   */
  async of(module: CrmModule | undefined): Promise<LeftOver | undefined> {
    if (module === undefined || !this.isFormer(module)) return undefined;
    const found = (await this.find()).find((each) => each.module === module);
    return found?.syncedBy.length === 0 ? found : undefined;
  }

  /** Forgets the dead letters of what `of` found. Returns how many there were. @throws the error of Redis */
  discardLetters(leftOver: LeftOver): Promise<number> {
    return this.queues.discardLetters(leftOver);
  }

  /** Takes away the queue of what `of` found. Returns how many jobs there were. @throws the error of Redis */
  discardJobs(leftOver: LeftOver): Promise<number> {
    return this.queues.discard(leftOver);
  }

  /** A memory that is out of order must not keep the rest from being seen. */
  async #documents(): Promise<Counts | undefined> {
    const counting = this.memory.countByModule();
    return within(counting, memoryWithinMs, 'To count the memory').catch(() => undefined);
  }
}

function namesOf(processes: readonly LiveProcess[]): readonly string[] {
  return processes.map(({ role, host, pid }) => `${role} ${host}:${pid}`);
}

function isAnything({ jobs, deadLetters, known, documents = 0 }: LeftOver): boolean {
  return jobs + deadLetters + known + documents > 0;
}

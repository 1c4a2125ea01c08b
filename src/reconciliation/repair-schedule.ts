import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { MemorySink } from '../memory/memory-sink.js';
import { Scheduled, type ScheduledTask, type TaskReport } from '../schedule/scheduled-task.js';
import { Comparisons } from './compare/comparisons.js';
import { GapUpkeep } from './gaps/gap-upkeep.js';
import { PayloadUpkeep } from './gaps/payload-upkeep.js';

/** The daily comparison of everything. */
export const compareTask = 'sync.full';

const lookForGapsEveryMs = 10_000;

/** At night, after the daily comparison, which may have written and removed much. */
const tidyAt = '04:30';

/** What repairs memory by itself: open gaps at once, everything else at night. */
@Injectable()
@Scheduled()
export class RepairSchedule {
  constructor(
    private readonly settings: Settings,
    private readonly gaps: GapUpkeep,
    private readonly payloads: PayloadUpkeep,
    private readonly comparisons: Comparisons,
    private readonly memory: MemorySink,
  ) {}

  /** Where records come from deliveries alone, there is nobody to ask; memory can be filled from what they told. */
  tasks(): readonly ScheduledTask[] {
    const when = { everyMs: lookForGapsEveryMs };
    const tidying = { name: 'memory.tidy', when: { dailyAt: tidyAt }, run: () => this.#tidy() };
    if (this.settings.zoho.credentials === undefined) {
      return [
        { name: 'memory.refill', when, atStart: true, run: () => this.payloads.run() },
        tidying,
      ];
    }
    return [
      {
        name: 'gaps.heal',
        when,
        atStart: true,
        run: () => this.gaps.run(),
      },
      ...this.#comparison(),
      tidying,
    ];
  }

  async #tidy(): Promise<TaskReport> {
    if (this.memory.index === undefined) return undefined;
    const startedAt = performance.now();
    await this.memory.index.tidy();
    return { tookMs: Math.round(performance.now() - startedAt) };
  }

  #comparison(): readonly ScheduledTask[] {
    const { compareAt } = this.settings.schedule;
    if (compareAt === undefined) return [];
    return [{ name: compareTask, when: { dailyAt: compareAt }, run: () => this.#compareAll() }];
  }

  async #compareAll(): Promise<TaskReport> {
    const { modules } = this.settings.queue;
    const reports = await this.comparisons.all(modules);
    const queued = reports.reduce((sum, { compared }) => sum + (compared?.queued ?? 0), 0);
    const failed = reports.filter(({ status }) => status === 'failed').length;
    return { modules: modules.length, failed, queued };
  }
}

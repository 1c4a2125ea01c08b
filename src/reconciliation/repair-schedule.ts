import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { Scheduled, type ScheduledTask, type TaskReport } from '../schedule/scheduled-task.js';
import { Comparisons } from './compare/comparisons.js';
import { GapUpkeep } from './gaps/gap-upkeep.js';
import { PayloadUpkeep } from './gaps/payload-upkeep.js';

/** The daily comparison of everything. */
export const compareTask = 'sync.full';

const lookForGapsEveryMs = 10_000;

/** What repairs memory by itself: open gaps at once, everything else at night. */
@Injectable()
@Scheduled()
export class RepairSchedule {
  constructor(
    private readonly settings: Settings,
    private readonly gaps: GapUpkeep,
    private readonly payloads: PayloadUpkeep,
    private readonly comparisons: Comparisons,
  ) {}

  /** Where records come from deliveries alone, there is nobody to ask; memory can be filled from what they told. */
  tasks(): readonly ScheduledTask[] {
    const when = { everyMs: lookForGapsEveryMs };
    if (this.settings.zoho.credentials === undefined) {
      return [{ name: 'memory.refill', when, atStart: true, run: () => this.payloads.run() }];
    }
    return [
      {
        name: 'gaps.heal',
        when,
        atStart: true,
        run: () => this.gaps.run(),
      },
      ...this.#comparison(),
    ];
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

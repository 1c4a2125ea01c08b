import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ScheduledTask, type TaskReport } from '../schedule/scheduled-task.js';
import { Comparisons } from './comparisons.js';
import { GapUpkeep } from './gap-upkeep.js';

const lookForGapsEveryMs = 10_000;

/** What repairs memory by itself: open gaps at once, everything else at night. */
@Injectable()
export class RepairSchedule {
  constructor(
    private readonly settings: Settings,
    private readonly gaps: GapUpkeep,
    private readonly comparisons: Comparisons,
  ) {}

  /** None where records come from deliveries alone: there is nobody to ask. */
  tasks(): readonly ScheduledTask[] {
    if (this.settings.zoho.credentials === undefined) return [];
    return [
      {
        name: 'gaps.heal',
        when: { everyMs: lookForGapsEveryMs },
        atStart: true,
        run: () => this.gaps.run(),
      },
      ...this.#comparison(),
    ];
  }

  #comparison(): readonly ScheduledTask[] {
    const { compareAt } = this.settings.schedule;
    if (compareAt === undefined) return [];
    return [{ name: 'sync.full', when: { dailyAt: compareAt }, run: () => this.#compareAll() }];
  }

  async #compareAll(): Promise<TaskReport> {
    let queued = 0;
    let failed = 0;
    const { modules } = this.settings.queue;
    for (const module of modules) {
      const { status, compared } = await this.comparisons.one(module);
      queued += compared?.queued ?? 0;
      if (status === 'failed') failed += 1;
    }
    return { modules: modules.length, failed, queued };
  }
}

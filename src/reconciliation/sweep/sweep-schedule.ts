import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { type ApiModule } from '../../crm/modules.js';
import { Scheduled, type ScheduledTask, type TaskReport } from '../../schedule/scheduled-task.js';
import { PolledModules } from '../../gaps/polled-modules.js';
import { type SweepReport, Sweeps } from './sweeps.js';

/** The sweep over what was modified. */
export const sweepTask = 'sync.modified';

const pollEveryMs = 5 * 60_000;

/** Everything that brings in what was missed, as it is due; nothing where records come from deliveries alone. */
@Injectable()
@Scheduled()
export class SweepSchedule {
  readonly #apis: readonly ApiModule[];

  constructor(
    private readonly settings: Settings,
    private readonly sweeps: Sweeps,
    private readonly polled: PolledModules,
  ) {
    this.#apis = settings.queue.apis;
  }

  tasks(): readonly ScheduledTask[] {
    if (this.settings.zoho.credentials === undefined) return [];
    return [...this.#modified(), this.#polls()];
  }

  #modified(): readonly ScheduledTask[] {
    const { sweepEveryMs } = this.settings.schedule;
    if (sweepEveryMs === undefined) return [];
    const run = async (): Promise<TaskReport> => summaryOf(await this.sweeps.run(this.#apis));
    return [{ name: sweepTask, when: { everyMs: sweepEveryMs }, run }];
  }

  /** Modules that Zoho refuses to watch: asked for every few minutes, since nothing else tells of them. */
  #polls(): ScheduledTask {
    const run = async (): Promise<TaskReport> => {
      const unwatched = await this.polled.list();
      const due = this.#apis.filter((api) => unwatched.includes(api));
      return due.length === 0 ? undefined : summaryOf(await this.sweeps.run(due));
    };
    return { name: 'sync.polled', when: { everyMs: pollEveryMs }, run };
  }
}

function summaryOf(reports: readonly SweepReport[]): TaskReport {
  return {
    modules: reports.length,
    failed: reports.filter(({ status }) => status === 'failed').length,
    modified: reports.reduce((sum, report) => sum + report.modified, 0),
    deleted: reports.reduce((sum, report) => sum + report.deleted, 0),
  };
}

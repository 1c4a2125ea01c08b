import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { Scheduled, type ScheduledTask, type TaskReport } from '../../schedule/scheduled-task.js';
import { SweepQueue } from '../sweep/sweep-queue.js';
import { OldRenderings } from './old-renderings.js';
import { RenderingBudget } from './rendering-budget.js';

const everyMs = 10 * 60_000;

/**
 * Has documents made anew that other fields, labels or an older renderer made, some every hour: each record is read, and
 * its document written where it reads otherwise now. Nobody waits for that, so live changes go first.
 */
@Injectable()
@Scheduled()
export class Rerendering {
  readonly #logger = new Logger(Rerendering.name);
  /** What there was nothing old beside, at the last look: the ledger needn't be gone over again for that. */
  #settled: string | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly old: OldRenderings,
    private readonly budget: RenderingBudget,
    private readonly queue: SweepQueue,
  ) {}

  tasks(): readonly ScheduledTask[] {
    return [{ name: 'documents.rerender', when: { everyMs }, run: () => this.run() }];
  }

  /** Queues as many as this hour may still have. What credits or Redis keep from that comes later. */
  async run(): Promise<TaskReport> {
    const { modules } = this.settings.queue;
    const present = await this.old.present(modules);
    let left = await this.budget.left();
    if (left === 0 || present === this.#settled) return undefined;
    let queued = 0;
    try {
      for await (const refs of this.old.of(modules)) {
        const some = refs.slice(0, left);
        await this.budget.spend(some.length);
        await this.queue.put(some);
        queued += some.length;
        left -= some.length;
        if (left <= 0) break;
      }
      if (queued === 0) this.#settled = present;
    } catch (error) {
      const { code, message: reason } = appErrorFrom(error);
      this.#logger.warn({ event: 'documents.rerendering_stopped', queued, code, reason });
    }
    return queued === 0 ? undefined : { queued };
  }
}

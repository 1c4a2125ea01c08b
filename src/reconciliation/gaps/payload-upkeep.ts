import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { crmModuleOf } from '../../crm/modules.js';
import { GapStore } from '../../gaps/gap-store.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { type TaskReport } from '../../schedule/scheduled-task.js';
import { MemoryLoss } from './memory-loss.js';
import { MemoryRefill } from './memory-refill.js';

/**
 * Where the CRM can't be asked: notices a lost memory, and fills one that lost documents or is another one from what
 * deliveries have told.
 */
@Injectable()
export class PayloadUpkeep {
  readonly #logger = new Logger(PayloadUpkeep.name);

  constructor(
    private readonly settings: Settings,
    private readonly loss: MemoryLoss,
    private readonly gaps: GapStore,
    private readonly refill: MemoryRefill,
    private readonly clock: Clock,
  ) {}

  /** One tick; it costs a few looks where nothing is to be done. @throws AppError of the memory or of Redis */
  async run(): Promise<TaskReport> {
    const { queue } = this.settings;
    await this.loss.notice(queue, this.clock.now()).catch((error: unknown) => {
      const { code, message } = appErrorFrom(error);
      this.#logger.warn({ event: 'gaps.loss_not_checked', code, reason: message });
    });
    const open = await this.gaps.open();
    if (open.length === 0) return undefined;
    let records = 0;
    for (const module of queue.modules) {
      const own = open.filter(({ api }) => crmModuleOf(api) === module);
      if (own.length === 0) continue;
      records += await this.refill.run(module);
      await this.gaps.close(own);
    }
    return { closed: open.length, records };
  }
}

import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { type TaskReport } from '../../schedule/scheduled-task.js';
import { GapHealing } from './gap-healing.js';
import { MemoryLoss } from './memory-loss.js';
import { RedisLoss } from './redis-loss.js';

/** A Zoho that couldn't be asked isn't asked again at once. */
const againAfterMs = 60_000;

/** Notices a lost Redis and a lost memory, and has open gaps healed. */
@Injectable()
export class GapUpkeep {
  readonly #logger = new Logger(GapUpkeep.name);
  #notBeforeMs = 0;

  constructor(
    private readonly settings: Settings,
    private readonly redisLoss: RedisLoss,
    private readonly memoryLoss: MemoryLoss,
    private readonly healing: GapHealing,
    private readonly clock: Clock,
  ) {}

  /** One tick; it costs a few looks into Redis where nothing is to be done. */
  async run(): Promise<TaskReport> {
    const nowMs = this.clock.now();
    const { queue } = this.settings;
    for (const loss of [this.redisLoss, this.memoryLoss]) {
      await loss.notice(queue, nowMs).catch((error: unknown) => {
        const { code, message } = appErrorFrom(error);
        this.#logger.warn({ event: 'gaps.loss_not_checked', code, reason: message });
      });
    }
    if (nowMs < this.#notBeforeMs) return undefined;
    const healed = await this.healing.run(queue.apis, nowMs);
    if ((healed?.failed ?? 0) > 0) this.#notBeforeMs = nowMs + againAfterMs;
    return healed && { ...healed };
  }
}

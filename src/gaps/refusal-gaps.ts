import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ApiModule } from '../crm/modules.js';
import { Clock } from '../kernel/clock.js';
import { EverySecond } from '../redis/every-second.js';
import { type Gap, gapId, type GapReason, GapStore } from './gap-store.js';

const minuteMs = 60_000;

/**
 * Authentic deliveries that were answered with 503: gaps of whole minutes, so that a flood of refusals makes few. Noted
 * once a second at most, and as soon as Redis takes them.
 */
@Injectable()
export class RefusalGaps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(RefusalGaps.name);
  readonly #canAsk: boolean;
  readonly #unnoted = new Map<string, Gap>();
  readonly #writes = new EverySecond(() => this.#write());

  constructor(
    settings: Settings,
    private readonly gaps: GapStore,
    private readonly clock: Clock,
  ) {
    this.#canAsk = settings.zoho.credentials !== undefined;
  }

  /** A change of this module was refused just now. */
  note(api: ApiModule, reason: GapReason): void {
    if (!this.#canAsk) return;
    const fromMs = Math.floor(this.clock.now() / minuteMs) * minuteMs;
    const gap = { api, reason, fromMs, toMs: fromMs + minuteMs - 1 };
    this.#unnoted.set(gapId(gap), gap);
  }

  onApplicationBootstrap(): void {
    this.#writes.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#writes.stop();
  }

  async #write(): Promise<void> {
    try {
      for (const [id, gap] of this.#unnoted) {
        await this.gaps.note(gap);
        this.#unnoted.delete(id);
      }
    } catch (error) {
      this.#logger.debug({ event: 'refusals.not_noted', reason: String(error) });
    }
  }
}

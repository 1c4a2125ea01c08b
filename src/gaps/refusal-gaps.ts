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
/** What can't be read may be a stranger's: the sweeps that he causes cost no more than six an hour and module. */
const unreadWindowMs = 10 * minuteMs;

/** The gap that a refusal at this time belongs to. */
export function refusalGap(api: ApiModule, reason: GapReason, atMs: number): Gap {
  const lengthMs = reason === 'not_understood' ? unreadWindowMs : minuteMs;
  const fromMs = Math.floor(atMs / lengthMs) * lengthMs;
  return { api, reason, fromMs, toMs: fromMs + lengthMs - 1 };
}

/**
 * Deliveries that were refused, though they did or may have told of changes: gaps of whole minutes, or of ten where they
 * were not understood, of which the first is swept at once: a flood of refusals makes few. Noted once a second at most, and as soon as Redis takes
 * them.
 */
@Injectable()
export class RefusalGaps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(RefusalGaps.name);
  readonly #unnoted = new Map<string, Gap>();
  readonly #writes = new EverySecond(() => this.#write());

  constructor(
    private readonly settings: Settings,
    private readonly gaps: GapStore,
    private readonly clock: Clock,
  ) {}

  /** A change of this module was refused just now. */
  note(api: ApiModule, reason: GapReason): void {
    if (this.settings.zoho.credentials === undefined) return;
    const gap = refusalGap(api, reason, this.clock.now());
    this.#unnoted.set(gapId(gap), gap);
  }

  /** A delivery was refused that nobody read: it may have told of any module. */
  noteUnread(): void {
    for (const api of this.settings.queue.apis) this.note(api, 'not_understood');
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
        if (gap.reason === 'not_understood') await this.gaps.noteBegun(gap, this.clock.now());
        else await this.gaps.note(gap);
        this.#unnoted.delete(id);
      }
    } catch (error) {
      this.#logger.debug({ event: 'refusals.not_noted', reason: String(error) });
    }
  }
}

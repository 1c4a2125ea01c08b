import { Injectable } from '@nestjs/common';

import { Settings } from '../../../config/settings.js';
import { Clock } from '../../../kernel/clock.js';
import { type Depth, shareOfDay } from './depth.js';

/** How far a comparison looks that nobody told how far. */
@Injectable()
export class UsualDepth {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** SYNC_DRIFT_SHARE of the records, others every day: each has its turn, whatever doesn't show by itself. */
  get today(): Depth {
    const isDue = shareOfDay(this.settings.schedule.driftShare, this.clock.now());
    return { isRead: isDue, isProbed: isDue };
  }
}

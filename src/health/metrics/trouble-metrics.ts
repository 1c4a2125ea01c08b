import { Injectable } from '@nestjs/common';

import { TroubleStore } from '../../installation/trouble-store.js';
import { Clock } from '../../kernel/clock.js';
import { Metrics } from '../../observability/metrics.js';
import { subjects } from '../../observability/trouble.js';

/** For how long there has been trouble with what the service depends on. */
@Injectable()
export class TroubleMetrics {
  constructor(metrics: Metrics, troubles: TroubleStore, clock: Clock) {
    metrics.beforeScrape(async () => {
      const now = await troubles.now();
      for (const subject of subjects) {
        const trouble = now.find((each) => each.subject === subject);
        // A trouble that has just begun is one already: 0 stands for none.
        const ageMs = trouble === undefined ? 0 : Math.max(1, clock.now() - trouble.sinceMs);
        metrics.trouble.set({ subject }, ageMs / 1000);
      }
    });
  }
}

import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { Clock } from '../../kernel/clock.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { type SurveyPurpose, SurveyTables } from './survey-tables.js';
import { SweepStore } from '../sweep/sweep-store.js';

/** Where surveys keep what they have found so far. */
@Injectable()
export class SurveyShelf {
  constructor(
    private readonly redis: RedisConnections,
    private readonly store: SweepStore,
    private readonly clock: Clock,
  ) {}

  tables(module: CrmModule, purpose: SurveyPurpose): SurveyTables {
    const parts = { redis: this.redis, store: this.store, clock: this.clock };
    return new SurveyTables(parts, module, purpose);
  }
}

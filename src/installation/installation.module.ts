import { type DynamicModule, Module } from '@nestjs/common';

import { Gaps } from '../gaps/gap-store.js';
import { PolledModules } from '../gaps/polled-modules.js';
import { RefusalGaps } from '../gaps/refusal-gaps.js';
import { EventCounts } from './event-counts.js';
import { Heartbeat } from './heartbeat.js';
import { LastDeliveries } from './last-deliveries.js';
import { Processes } from './processes.js';
import { RedisWatch } from './redis-watch.js';
import { RefusedDeliveries } from './refused-deliveries.js';
import { Troubles } from './troubles.js';

/** How far what Zoho tells reaches us: who listens, when each channel was last heard, and what may have been missed. */
@Module({})
export class WatchModule {
  /** `beats`: this process takes part in the work, and tells the others that it is alive. */
  static register({ beats }: { readonly beats: boolean }): DynamicModule {
    const services = [
      ...[EventCounts, Gaps, LastDeliveries, PolledModules, Processes],
      ...[RefusalGaps, RefusedDeliveries, Troubles],
    ];
    return {
      global: true,
      module: WatchModule,
      providers: beats ? [...services, Heartbeat, RedisWatch] : services,
      exports: services,
    };
  }
}

import { type DynamicModule, Module } from '@nestjs/common';

import { GapStore } from '../gaps/gap-store.js';
import { PolledModules } from '../gaps/polled-modules.js';
import { RefusalGaps } from '../gaps/refusal-gaps.js';
import { EventCounts } from './event-counts.js';
import { Heartbeat } from './heartbeat.js';
import { LastDeliveries } from './last-deliveries.js';
import { Processes } from './processes.js';
import { RedisChecks } from './redis-checks.js';
import { RefusedDeliveries } from './refused-deliveries.js';
import { Troubles } from './troubles.js';

/** How far what Zoho tells reaches us: who listens, when each channel was last heard, and what may have been missed. */
@Module({})
export class InstallationModule {
  /** `beats`: this process takes part in the work, and tells the others that it is alive. */
  static register({ beats }: { readonly beats: boolean }): DynamicModule {
    const services = [
      EventCounts,
      GapStore,
      LastDeliveries,
      PolledModules,
      Processes,
      RefusalGaps,
      RefusedDeliveries,
      Troubles,
    ];
    return {
      global: true,
      module: InstallationModule,
      providers: beats ? [...services, Heartbeat, RedisChecks] : services,
      exports: services,
    };
  }
}

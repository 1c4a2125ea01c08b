import { Module } from '@nestjs/common';

import { EventCounts } from './event-counts.js';
import { LastDeliveries } from './last-deliveries.js';
import { Processes } from './processes.js';
import { RecentDeliveries } from './recent-deliveries.js';
import { RefusedDeliveries } from './refused-deliveries.js';
import { TakenDeliveries } from './taken-deliveries.js';
import { TroubleStore } from './trouble-store.js';

const services = [
  EventCounts,
  LastDeliveries,
  Processes,
  RecentDeliveries,
  RefusedDeliveries,
  TakenDeliveries,
  TroubleStore,
];

/** What is known over all processes: which are alive, what they find wrong, what was delivered and refused. */
@Module({ providers: services, exports: services })
export class InstallationModule {}

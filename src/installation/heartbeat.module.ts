import { Module } from '@nestjs/common';

import { GapsModule } from '../gaps/gaps.module.js';
import { ClockChecks } from './clock-checks.js';
import { Heartbeat } from './heartbeat.js';
import { InstallationModule } from './installation.module.js';
import { RedisChecks } from './redis-checks.js';

/** For a process that takes part in the work: it tells the others that it is alive, and watches Redis and its own clock. */
@Module({
  imports: [GapsModule, InstallationModule],
  providers: [Heartbeat, RedisChecks, ClockChecks],
})
export class HeartbeatModule {}

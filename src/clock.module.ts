import { Global, Module } from '@nestjs/common';

import { Clock } from './kernel/clock.js';
import { RedisClock } from './redis/redis-clock.js';

/** Time, for whoever must be able to hold it still in a test. */
@Global()
@Module({ providers: [{ provide: Clock, useClass: RedisClock }], exports: [Clock] })
export class ClockModule {}

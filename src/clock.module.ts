import { Global, Module } from '@nestjs/common';

import { Clock, SystemClock } from './kernel/clock.js';

/** Time, for whoever must be able to hold it still in a test. */
@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class ClockModule {}

import { Injectable } from '@nestjs/common';

import { Scheduled, type ScheduledTask } from '../../schedule/scheduled-task.js';
import { DaySamples, sampleEveryMs } from './day-samples.js';

/** Has a look taken every minute. While no scheduler runs there is a hole, which is told as one. */
@Injectable()
@Scheduled()
export class DaySampling {
  constructor(private readonly samples: DaySamples) {}

  tasks(): readonly ScheduledTask[] {
    const run = async (): Promise<undefined> => {
      await this.samples.take();
      return undefined;
    };
    return [{ name: 'day.sample', when: { everyMs: sampleEveryMs }, atStart: true, run }];
  }
}

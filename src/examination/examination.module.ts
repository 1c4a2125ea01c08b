import { Module } from '@nestjs/common';

import { InstallationModule } from '../installation/installation.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { Examination } from './examination.js';
import { RedisExamination } from './redis-examination.js';

/** What is wrong with the settings, with Redis and with the service, and what to do about it. */
@Module({
  imports: [InstallationModule, QueueModule],
  providers: [Examination, RedisExamination],
  exports: [Examination],
})
export class ExaminationModule {}

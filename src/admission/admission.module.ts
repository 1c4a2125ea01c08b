import { Module } from '@nestjs/common';

import { RecordSourceModule } from '../payloads/record-source.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { Admission } from './admission.js';
import { ChangeQueue } from './change-queue.js';
import { Deliveries } from './deliveries.js';

/** The door between what was delivered and the queues. */
@Module({
  imports: [QueueModule, RecordSourceModule],
  providers: [Admission, ChangeQueue, Deliveries],
  exports: [Admission],
})
export class AdmissionModule {}

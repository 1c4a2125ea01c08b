import { Module } from '@nestjs/common';

import { InstallationModule } from '../installation/installation.module.js';
import { RecordSourceModule } from '../payloads/record-source.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { Admission } from './admission.js';
import { Router } from './router.js';
import { Routing } from './routing.js';

/** The door: deliveries are taken into the log. */
@Module({
  imports: [QueueModule, RecordSourceModule],
  providers: [Admission],
  exports: [Admission],
})
export class AdmissionModule {}

/** From the log to the queues, where records are worked on. */
@Module({
  imports: [InstallationModule, QueueModule, RecordSourceModule],
  providers: [Router, Routing],
})
export class RouterModule {}

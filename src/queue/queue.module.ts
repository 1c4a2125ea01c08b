import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';

import { usualModules } from '../crm/modules.js';
import { InstallationModule } from '../installation/installation.module.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { Capacity } from './capacity.js';
import { DeadLetterReplay } from './dead-letters/dead-letter-replay.js';
import { DeadLetterUpkeep } from './dead-letters/dead-letter-upkeep.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { JobSpans } from './job-spans.js';
import { Freshness } from './progress/freshness.js';
import { RecordProgress } from './progress/record-progress.js';
import { QueueAges } from './queue-ages.js';
import { queueNameOf } from './record-job.js';
import { ModuleQueues, type RecordQueue, RecordQueues } from './record-queues.js';
import { UrgentMarks } from './urgent-marks.js';

/** BullMQ writes an event for every step of a job; nobody reads further back than this. */
const keptEvents = 100;

const names = usualModules.map(queueNameOf);

/** The queues, what is known of the records in them, and those that were given up. */
@Module({
  imports: [
    InstallationModule,
    BullModule.forRootAsync({
      useFactory: (redis: RedisConnections) => ({
        connection: redis.failFast,
        prefix: redis.prefix,
        streams: { events: { maxLen: keptEvents } },
      }),
      inject: [RedisConnections],
    }),
    BullModule.registerQueue(...names.map((name) => ({ name }))),
  ],
  providers: [
    {
      provide: ModuleQueues,
      useFactory: (...queues: RecordQueue[]) => new ModuleQueues(queues),
      inject: names.map((name) => getQueueToken(name)),
    },
    Capacity,
    DeadLetterReplay,
    DeadLetters,
    DeadLetterUpkeep,
    Freshness,
    JobSpans,
    QueueAges,
    RecordProgress,
    RecordQueues,
    UrgentMarks,
  ],
  exports: [
    Capacity,
    DeadLetterReplay,
    DeadLetters,
    Freshness,
    JobSpans,
    QueueAges,
    RecordProgress,
    RecordQueues,
    UrgentMarks,
  ],
})
export class QueueModule {}

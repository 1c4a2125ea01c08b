import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { type Queue } from 'bullmq';

import { Settings } from '../config/settings.js';
import { type CrmModule } from '../crm/modules.js';
import { Clock } from '../kernel/clock.js';
import { tracer } from '../observability/tracing.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { EventCounts } from '../installation/event-counts.js';
import { Admission } from './admission.js';
import { AutomaticReplay } from './dead-letters/automatic-replay.js';
import { Capacity } from './capacity.js';
import { ChangeQueue, PayloadIntake } from './change-queue.js';
import { DeadLetterReplay } from './dead-letters/dead-letter-replay.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { Deliveries } from './deliveries.js';
import { planSync } from './plan-sync.js';
import { QueueAges } from './queue-ages.js';
import { type RecordJobData, queueNameOf } from './record-job.js';
import { type RecordJobDefaults, RecordQueues } from './record-queues.js';
import { TraceLinks } from './trace-links.js';
import { UrgentMarks } from './urgent-marks.js';

/** BullMQ writes an event for every step of a job; nobody reads further back than this. */
const keptEvents = 100;
const failedJobs = { ageSeconds: 30 * 24 * 3600, count: 1000 };

class JobDefaults implements RecordJobDefaults {
  readonly failedJobs = failedJobs;

  constructor(
    readonly attempts: number,
    readonly requestTraces: TraceLinks | undefined,
  ) {}
}

const providers: readonly Provider[] = [
  {
    provide: JobDefaults,
    useFactory: (settings: Settings, redis: RedisConnections) =>
      new JobDefaults(
        settings.processor.maxAttempts,
        tracer() === undefined ? undefined : new TraceLinks(redis),
      ),
    inject: [Settings, RedisConnections],
  },
  {
    provide: UrgentMarks,
    useFactory: (redis: RedisConnections) => new UrgentMarks(redis),
    inject: [RedisConnections],
  },
  {
    provide: Deliveries,
    useFactory: (redis: RedisConnections, settings: Settings) =>
      new Deliveries(redis, settings.queue.eventTtlSeconds),
    inject: [RedisConnections, Settings],
  },
  {
    provide: Capacity,
    useFactory: (redis: RedisConnections, queues: RecordQueues, settings: Settings) =>
      new Capacity(redis, queues, settings.queue.maxWaiting),
    inject: [RedisConnections, RecordQueues, Settings],
  },
  {
    provide: DeadLetters,
    useFactory: (redis: RedisConnections, clock: Clock) => new DeadLetters(redis, clock),
    inject: [RedisConnections, Clock],
  },
  {
    provide: QueueAges,
    useFactory: (redis: RedisConnections, queues: RecordQueues, clock: Clock) =>
      new QueueAges(redis, queues, clock),
    inject: [RedisConnections, RecordQueues, Clock],
  },
  {
    provide: DeadLetterReplay,
    useFactory: (deadLetters: DeadLetters, queues: RecordQueues) =>
      new DeadLetterReplay(deadLetters, queues),
    inject: [DeadLetters, RecordQueues],
  },
  AutomaticReplay,
];

function recordQueuesProvider(modules: readonly CrmModule[]): Provider {
  return {
    provide: RecordQueues,
    useFactory: (
      marks: UrgentMarks,
      defaults: JobDefaults,
      counts: EventCounts,
      ...queues: Queue<RecordJobData>[]
    ) =>
      new RecordQueues(
        new Map(queues.map((queue, index) => [modules[index] ?? 'Accounts', queue])),
        marks,
        defaults,
        counts,
      ),
    inject: [
      UrgentMarks,
      JobDefaults,
      EventCounts,
      ...modules.map((module) => getQueueToken(queueNameOf(module))),
    ],
  };
}

const admissionProviders: readonly Provider[] = [
  {
    provide: ChangeQueue,
    useFactory: (queues: RecordQueues, intake: PayloadIntake, settings: Settings) =>
      new ChangeQueue(queues, intake, (change) => planSync(change, settings.queue)),
    inject: [RecordQueues, PayloadIntake, Settings],
  },
  {
    provide: Admission,
    useFactory: (deliveries: Deliveries, capacity: Capacity, queue: ChangeQueue) =>
      new Admission(deliveries, capacity, queue),
    inject: [Deliveries, Capacity, ChangeQueue],
  },
];

/** The queues of the modules that are synced, and what stands before and behind them. */
@Module({})
export class QueueModule {
  static register(modules: readonly CrmModule[]): DynamicModule {
    return {
      global: true,
      module: QueueModule,
      imports: [
        BullModule.forRootAsync({
          useFactory: (redis: RedisConnections) => ({
            connection: redis.failFast,
            prefix: redis.prefix,
            streams: { events: { maxLen: keptEvents } },
          }),
          inject: [RedisConnections],
        }),
        BullModule.registerQueue(...modules.map((module) => ({ name: queueNameOf(module) }))),
      ],
      providers: [...providers, recordQueuesProvider(modules), ...admissionProviders],
      exports: [
        RecordQueues,
        Capacity,
        QueueAges,
        DeadLetters,
        DeadLetterReplay,
        AutomaticReplay,
        UrgentMarks,
        Admission,
        BullModule,
      ],
    };
  }
}

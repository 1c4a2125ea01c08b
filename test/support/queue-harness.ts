import { type Job, Worker } from 'bullmq';

import { type CrmModule } from '../../src/crm/modules.js';
import { type RecordRef } from '../../src/crm/record-ref.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { workerOptionsFrom } from '../../src/processor/worker/worker-options.js';
import { Capacity } from '../../src/queue/capacity.js';
import { JobSpans } from '../../src/queue/tracing/job-spans.js';
import { LogStanding } from '../../src/queue/log/log-standing.js';
import { ModuleQueues } from '../../src/queue/module-queues.js';
import { queueNameOf } from '../../src/queue/record-job.js';
import { isMistyped } from '../../src/queue/mending/mistyped-keys.js';
import { RecordQueues } from '../../src/queue/record-queues.js';
import { UrgentMarks } from '../../src/queue/progress/urgent-marks.js';
import { RedisConnections } from '../../src/redis/redis-connections.js';
import { RedisTime } from '../../src/redis/redis-time.js';
import { EventCounts } from '../../src/installation/event-counts.js';
import { testSettings } from './test-settings.js';

export interface QueueHarness {
  readonly redis: RedisConnections;
  readonly queues: RecordQueues;
  readonly capacity: Capacity;
  readonly marks: UrgentMarks;
  /** A worker as the service has it; its jobs run `work`. */
  work(module: CrmModule, work: (job: Job) => Promise<void>): Promise<Worker>;
  close(): Promise<void>;
}

/** The real queues on the real Redis, without the rest of the service. */
export async function makeQueueHarness(
  overrides: Readonly<Record<string, string | undefined>> = {},
): Promise<QueueHarness> {
  const settings = testSettings(overrides);
  const redis = new RedisConnections(settings);
  const log = new LogStanding(redis, new RedisTime(redis));
  const moduleQueues = new ModuleQueues(redis, settings, log, new SystemClock());
  const list = [...moduleQueues.byModule.values()];
  await Promise.all(list.map((queue) => queue.waitUntilReady()));
  const marks = new UrgentMarks(redis);
  const queues = new RecordQueues(
    moduleQueues,
    settings,
    marks,
    new EventCounts(redis),
    new JobSpans(redis),
  );
  const workers: Worker[] = [];
  return {
    redis,
    queues,
    marks,
    capacity: new Capacity(redis, queues, log, settings),
    work: async (module, work) => {
      const worker: Worker = new Worker(
        queueNameOf(module),
        work,
        workerOptionsFrom(settings.processor, redis.patient, redis.prefix),
      );
      worker.on('error', (error) => {
        if (isMistyped(error)) queues.mend(module).catch(() => undefined);
      });
      workers.push(worker);
      await worker.waitUntilReady();
      return worker;
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close(true)));
      await moduleQueues.onApplicationShutdown();
      redis.onApplicationShutdown();
    },
  };
}

export function account(id: string): RecordRef {
  return { module: 'Accounts', id };
}

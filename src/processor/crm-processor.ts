import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Logger, type Type } from '@nestjs/common';
import { DelayedError, type Job, UnrecoverableError, type WorkerOptions } from 'bullmq';

import { type CrmModule } from '../crm/modules.js';
import { recordRefFrom } from '../crm/record-ref.js';
import { appErrorFrom } from '../kernel/app-error.js';
import { JobSpans } from '../queue/job-spans.js';
import { queueNameOf } from '../queue/record-job.js';
import { RecordJobRunner } from './record-job-runner.js';

/** The processor of one CRM module's queue. */
export function crmProcessor(module: CrmModule, options: WorkerOptions): Type<WorkerHost> {
  @Processor({ name: queueNameOf(module) }, options)
  class CrmProcessor extends WorkerHost implements BeforeApplicationShutdown {
    readonly #logger = new Logger(`${module}Processor`);

    constructor(
      private readonly jobs: RecordJobRunner,
      private readonly spans: JobSpans,
    ) {
      super();
    }

    override async process(job: Job, token?: string): Promise<void> {
      const ref = recordRefFrom(job.data);
      if (ref === undefined) {
        this.#logger.error({ event: 'job.not_ours', jobId: job.id });
        throw new UnrecoverableError('The job does not name a record.');
      }
      const verdict = await this.spans.running(ref, job, () =>
        this.jobs.run(ref, job, token ?? ''),
      );
      if (verdict.action === 'done') return;
      if (verdict.action === 'pause') {
        await this.jobs.pause(module, verdict.forMs);
        // A RateLimitError would put the job back without waking anybody: idle workers see it after 5 s at the earliest.
        await job.moveToDelayed(Date.now() + verdict.forMs, token);
        throw new DelayedError();
      }
      if (verdict.action === 'give-up') throw new UnrecoverableError(verdict.error.message);
      throw verdict.error;
    }

    @OnWorkerEvent('error')
    report(error: Error): void {
      this.#logger.debug({ event: 'worker.error', reason: error.message });
    }

    @OnWorkerEvent('failed')
    async keepAbandoned(job: Job | undefined): Promise<void> {
      const ref = recordRefFrom(job?.data);
      if (job !== undefined && ref !== undefined) await this.jobs.keepAbandoned(ref, job);
    }

    /** Takes no further job and waits for those under way; the HTTP server still answers meanwhile. */
    async beforeApplicationShutdown(): Promise<void> {
      await this.worker.close().catch((error: unknown) => {
        this.#logger.warn({ event: 'worker.close_failed', reason: appErrorFrom(error).message });
      });
    }
  }
  Object.defineProperty(CrmProcessor, 'name', { value: `${module}Processor` });
  return CrmProcessor;
}

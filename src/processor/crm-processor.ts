import { OnWorkerEvent, Processor, type WorkerHost } from '@nestjs/bullmq';
import { Logger, type Type } from '@nestjs/common';
import { type Job, UnrecoverableError, type WorkerOptions } from 'bullmq';

import { type CrmModule } from '../crm/modules.js';
import { recordRefFrom } from '../crm/record-ref.js';
import { MemoryChecks } from '../memory-identity/memory-checks.js';
import { JobSpans } from '../queue/tracing/job-spans.js';
import { isMistyped } from '../queue/mending/mistyped-keys.js';
import { queueNameOf } from '../queue/record-job.js';
import { MemoryBoundHost } from './worker/memory-bound-host.js';
import { RecordJobRunner } from './record-job-runner.js';

/** The processor of one CRM module's queue. */
export function crmProcessor(module: CrmModule, options: WorkerOptions): Type<WorkerHost> {
  @Processor({ name: queueNameOf(module) }, options)
  class CrmProcessor extends MemoryBoundHost {
    readonly #logger = new Logger(`${module}Processor`);

    constructor(
      private readonly jobs: RecordJobRunner,
      private readonly spans: JobSpans,
      memory: MemoryChecks,
    ) {
      super(memory);
    }

    override async work(job: Job, token?: string): Promise<void> {
      const ref = recordRefFrom(job.data);
      if (ref === undefined) {
        this.#logger.error({ event: 'job.not_ours', jobId: job.id });
        // Nothing could ever come of it: it isn't kept among those that failed.
        job.opts.removeOnFail = true;
        throw new UnrecoverableError('The job does not name a record.');
      }
      const verdict = await this.spans.running(ref, job, () =>
        this.jobs.run(ref, job, token ?? ''),
      );
      if (verdict.action === 'done') return;
      if (verdict.action === 'pause') {
        await this.jobs.pause(module, verdict.forMs);
        return this.putBack(job, token, verdict.forMs);
      }
      if (verdict.action === 'give-up') throw new UnrecoverableError(verdict.error.message);
      throw verdict.error;
    }

    protected override met(error: Error): void {
      if (isMistyped(error)) this.jobs.mend(module);
    }

    @OnWorkerEvent('failed')
    async keepAbandoned(job: Job | undefined): Promise<void> {
      const ref = recordRefFrom(job?.data);
      if (job !== undefined && ref !== undefined) await this.jobs.keepAbandoned(ref, job);
    }
  }
  Object.defineProperty(CrmProcessor, 'name', { value: `${module}Processor` });
  return CrmProcessor;
}

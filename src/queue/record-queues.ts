import { randomBytes } from 'node:crypto';

import { Injectable, Logger } from '@nestjs/common';
import { type JobsOptions } from 'bullmq';

import { Settings } from '../config/settings.js';
import { type CrmModule } from '../crm/modules.js';
import { type RecordRef } from '../crm/record-ref.js';
import { AppError, retryLater, retryNever } from '../kernel/app-error.js';
import { currentSpan } from '../observability/tracing.js';
import { EventCounts } from '../installation/event-counts.js';
import { bringForward } from './bring-forward.js';
import { GatheredAdds } from './gathered-adds.js';
import { letterOf } from './importance.js';
import { JobSpans } from './tracing/job-spans.js';
import { type JoinedJob } from './mending/lost-jobs.js';
import { isMistyped } from './mending/mistyped-keys.js';
import { ModuleQueues, type RecordQueue } from './module-queues.js';
import { type PendingJob, pendingJobOf, unroutedJob } from './pending-job.js';
import { dataOf, optionsOf, type SyncRequest } from './record-job.js';
import { UrgentMarks } from './progress/urgent-marks.js';

/** How long a failed job stays in view on a queue board; the dead letter itself is kept elsewhere. */
const failedJobs = { age: 30 * 24 * 3600, count: 1000 };

/** A request that joined another job. */
interface Joined extends JoinedJob {
  readonly request: SyncRequest;
}

interface OpenQueue {
  readonly queue: RecordQueue;
  readonly adds: GatheredAdds;
}

/**
 * The queues, one per CRM module. At most one job per record is active and one waiting, whatever is put in: a request
 * for a record that waits already joins the waiting job, one for a record being synced makes it run once more.
 */
@Injectable()
export class RecordQueues {
  readonly #logger = new Logger(RecordQueues.name);
  readonly #queues = new Map<CrmModule, OpenQueue>();
  readonly #defaults: JobsOptions;
  readonly #idPrefix = randomBytes(5).toString('base64url');
  #lastId = 0;

  constructor(
    private readonly moduleQueues: ModuleQueues,
    settings: Settings,
    private readonly marks: UrgentMarks,
    private readonly counts: EventCounts,
    private readonly spans: JobSpans,
  ) {
    for (const [module, queue] of moduleQueues.byModule) this.#make(module, queue);
    this.#defaults = {
      attempts: settings.processor.maxAttempts,
      backoff: { type: 'custom' },
      removeOnComplete: true,
      removeOnFail: failedJobs,
    };
  }

  get modules(): readonly CrmModule[] {
    return [...this.moduleQueues.byModule.keys()];
  }

  /** The queue of a module. @throws AppError for a module that isn't synced */
  of(module: CrmModule): RecordQueue {
    return this.#open(module).queue;
  }

  /**
   * Queues the records; when this resolves, all of them are in Redis. Safe to repeat. Requests for modules that
   * aren't synced are an error of the caller.
   * @throws the error of Redis, or AppError `queue.not_added`; some of the records may be queued then, which is harmless
   */
  async enqueue(requests: readonly SyncRequest[]): Promise<void> {
    await perModule(requests, (module, ofModule) => {
      const refs = ofModule.map(({ ref }) => ref);
      return this.spans.queueing(module, refs, () => this.#put(module, ofModule));
    });
  }

  /**
   * Queues what was asked for before, in spans of others; as `enqueue` in all else. Also what only others sync: while
   * settings change, what they took in must reach them.
   */
  async pass(requests: readonly SyncRequest[]): Promise<void> {
    await perModule(requests, (module, ofModule) => {
      if (!this.#queues.has(module)) this.#make(module, this.moduleQueues.ofOthers(module));
      return this.#put(module, ofModule);
    });
  }

  /** The record's job, where it has one that is not over, or what the log has of it. */
  async pending(ref: Pick<RecordRef, 'module' | 'id'>): Promise<PendingJob | undefined> {
    const queue = this.of(ref.module);
    // In this order: what leaves the log meanwhile is on the queue before.
    const sinceMs = await this.moduleQueues.log.pendingSinceMs(ref);
    const job = await pendingJobOf(queue, ref.id);
    return job ?? (sinceMs === undefined ? undefined : unroutedJob(sinceMs));
  }

  /** Takes the record's jobs out, those that failed too; one that runs stays. How many they were. */
  async removeJobs(ref: Pick<RecordRef, 'module' | 'id'>): Promise<number> {
    const queue = this.of(ref.module);
    const waiting = await queue.getDeduplicationJobId(ref.id);
    const failed = await queue.getFailed(0, failedJobs.count);
    const ids = [waiting, ...failed.filter(({ data }) => data.id === ref.id).map(({ id }) => id)];
    const removed = await Promise.all(
      ids.filter((id) => typeof id === 'string').map((id) => removedIn(queue, id)),
    );
    return removed.reduce((sum: number, each) => sum + each, 0);
  }

  /** Takes away a whole queue, what runs and what failed included: of a module that nobody syncs any more. */
  async abandon(module: CrmModule): Promise<void> {
    if (!this.#queues.has(module)) this.#make(module, this.moduleQueues.ofOthers(module));
    await this.of(module).obliterate({ force: true });
  }

  /** Takes away keys of the module's queue that are of another type than they must be. @throws the error of Redis */
  async mend(module: CrmModule): Promise<void> {
    await this.moduleQueues.mend(module);
  }

  /** As `#add`, past keys of another type than they must be. */
  async #put(module: CrmModule, requests: readonly SyncRequest[]): Promise<void> {
    try {
      await this.#add(module, requests);
    } catch (error) {
      if (!isMistyped(error) && !isNotAdded(error)) throw error;
      const recordIds = requests.map(({ ref }) => ref.id);
      if (!(await this.moduleQueues.mend(module, recordIds))) throw error;
      await this.#add(module, requests);
    }
  }

  async #add(module: CrmModule, requests: readonly SyncRequest[]): Promise<void> {
    const { queue, adds } = this.#open(module);
    const given = requests.map((request) => this.#newJobId(request));
    const nowMs = this.moduleQueues.clock.now();
    const ids = await adds.add(
      requests.map((request, index) => ({
        data: dataOf(request, nowMs),
        opts: { ...this.#defaults, ...optionsOf(request, nowMs), jobId: given[index] ?? '' },
      })),
    );
    const joined: Joined[] = [];
    requests.forEach((request, index) => {
      const id = ids[index];
      // A pipeline isn't all-or-nothing: a job that the server refused has no id, or a negative code in its place.
      if (typeof id !== 'string' || id.startsWith('-')) throw notAdded(request.ref);
      if (id !== given[index]) joined.push({ jobId: id, recordId: request.ref.id, request });
    });
    if (joined.length > 0) await this.#join(module, queue, joined);
  }

  /** What joined a job that nothing would run is queued anew, in its place. */
  async #join(module: CrmModule, queue: RecordQueue, joined: readonly Joined[]): Promise<void> {
    const lost = await this.moduleQueues.lost.clear(module, joined);
    for (const { recordId, jobId } of joined) {
      if (lost.has(recordId)) this.#logger.warn({ event: 'job.lost', module, recordId, jobId });
    }
    const anew = joined.filter(({ recordId }) => lost.has(recordId));
    const kept = joined.filter(({ recordId }) => !lost.has(recordId));
    if (kept.length > 0) {
      this.counts.add('records_coalesced', kept.length);
      currentSpan().note({ 'zoho_sync.joined_waiting': kept.length });
    }
    await Promise.all([
      ...kept.map(({ jobId, request }) => bringForward(queue, jobId, request, this.marks)),
      ...(anew.length > 0
        ? [
            this.#add(
              module,
              anew.map(({ request }) => request),
            ),
          ]
        : []),
    ]);
  }

  #open(module: CrmModule): OpenQueue {
    const open = this.#queues.get(module);
    if (open !== undefined) return open;
    throw new AppError('queue.unknown_module', `${module} is not in ZOHO_MODULES.`, {
      retry: retryNever,
    });
  }

  #make(module: CrmModule, queue: RecordQueue): void {
    queue.on('error', (error: Error) => {
      this.#logger.debug({ event: 'queue.error', module, reason: error.message });
    });
    this.#queues.set(module, { queue, adds: new GatheredAdds(queue) });
  }

  #newJobId(request: SyncRequest): string {
    this.#lastId += 1;
    const serial = this.#lastId.toString(36);
    return `${letterOf(request.importance)}-${request.ref.id}-${this.#idPrefix}${serial}`;
  }
}

async function perModule(
  requests: readonly SyncRequest[],
  work: (module: CrmModule, ofModule: readonly SyncRequest[]) => Promise<void>,
): Promise<void> {
  const modules = [...new Set(requests.map(({ ref }) => ref.module))];
  await Promise.all(
    modules.map((module) =>
      work(
        module,
        requests.filter(({ ref }) => ref.module === module),
      ),
    ),
  );
}

function isNotAdded(error: unknown): boolean {
  return error instanceof AppError && error.code === 'queue.not_added';
}

function notAdded(ref: RecordRef): AppError {
  return new AppError(
    'queue.not_added',
    `Redis did not take the job for ${ref.module}/${ref.id}.`,
    {
      retry: retryLater,
    },
  );
}

/** 0 where it runs, or is gone. */
async function removedIn(queue: RecordQueue, id: string): Promise<number> {
  return queue.remove(id).catch(() => 0);
}

import { type BulkJobOptions, type Queue } from 'bullmq';

import { type RecordJobData } from './record-job.js';

/** A job to be added. */
export interface NewJob {
  readonly data: RecordJobData;
  readonly opts: BulkJobOptions;
}

interface Waiting {
  readonly jobs: readonly NewJob[];
  readonly resolve: (ids: readonly unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Adds to one queue what is asked for within one turn of the event loop in one pipeline, whoever asks. */
export class GatheredAdds {
  #waiting: Waiting[] = [];

  constructor(private readonly queue: Queue<RecordJobData>) {}

  /** The ids of the jobs in Redis, in order. Rejects when Redis refuses any job of the same turn. */
  add(jobs: readonly NewJob[]): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => void this.#flush());
      this.#waiting.push({ jobs, resolve, reject });
    });
  }

  async #flush(): Promise<void> {
    const gathered = this.#waiting;
    this.#waiting = [];
    try {
      const added = await this.queue.addBulk(
        gathered.flatMap(({ jobs }) => jobs.map((job) => ({ name: 'sync', ...job }))),
      );
      let from = 0;
      for (const { jobs, resolve } of gathered) {
        resolve(added.slice(from, from + jobs.length).map(({ id }) => id));
        from += jobs.length;
      }
    } catch (error) {
      for (const { reject } of gathered) reject(error);
    }
  }
}

import { type BulkJobOptions, type Queue } from 'bullmq';

import { PerTurn } from '../redis/per-turn.js';
import { type RecordJobData } from './record-job.js';

/** A job to be added. */
export interface NewJob {
  readonly data: RecordJobData;
  readonly opts: BulkJobOptions;
}

const jobName = 'sync';

/**
 * Adds to one queue what is asked for within one turn of the event loop in one pipeline, whoever asks. One job alone goes
 * without: a pipeline takes tens of kilobytes of its own.
 */
export class GatheredAdds {
  readonly #adds: PerTurn<readonly NewJob[], readonly unknown[]>;

  constructor(queue: Queue<RecordJobData>) {
    this.#adds = new PerTurn<readonly NewJob[], readonly unknown[]>(async (asks) => {
      const jobs = asks.flat().map(({ data, opts }) => ({ name: jobName, data, opts }));
      const [first] = jobs;
      const added =
        first !== undefined && jobs.length === 1
          ? [await queue.add(jobName, first.data, first.opts)]
          : await queue.addBulk(jobs);
      let from = 0;
      return asks.map(({ length }) => {
        from += length;
        return added.slice(from - length, from).map(({ id }) => id);
      });
    });
  }

  /** The ids of the jobs in Redis, in order. Rejects when Redis refuses any job of the same turn. */
  add(jobs: readonly NewJob[]): Promise<readonly unknown[]> {
    return this.#adds.ask(jobs);
  }
}

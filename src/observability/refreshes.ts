import { Logger } from '@nestjs/common';

import { within } from '../kernel/within.js';

/** Brings gauges up to date that show what is in Redis rather than what this process did. */
export type Refresh = () => Promise<void>;

const logger = new Logger('Metrics');

/** What is done before every scrape, each by itself and never twice at once: while Redis is away they would pile up. */
export class Refreshes {
  readonly #all: Refresh[] = [];
  readonly #running = new Set<Refresh>();

  add(refresh: Refresh): void {
    this.#all.push(refresh);
  }

  /** Never rejects: what fails, or takes longer, leaves its gauges as they were. */
  async run(withinMs: number): Promise<void> {
    await Promise.all(this.#all.map((refresh) => this.#run(refresh, withinMs)));
  }

  async #run(refresh: Refresh, withinMs: number): Promise<void> {
    if (this.#running.has(refresh)) return;
    this.#running.add(refresh);
    const running = refresh().then(
      () => undefined,
      (error: unknown) => {
        logger.debug({ event: 'metrics.not_refreshed', reason: String(error) });
      },
    );
    void running.finally(() => this.#running.delete(refresh));
    await within(running, withinMs, 'A refresh').catch(() => undefined);
  }
}

import { Injectable, Logger } from '@nestjs/common';

import { type ApiModule } from '../../crm/modules.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { ProvenTimes } from '../../ledger/proven-times.js';
import { span } from '../../observability/tracing.js';
import { ModuleLocks } from '../module-locks.js';
import { ModuleSweep, type PageProgress } from './module-sweep.js';
import { SweepStore, type Swept } from './sweep-store.js';
import { cursorAfter, firstWindowSinceMs } from './window.js';

/** What came of sweeping one module. */
export interface SweepReport {
  readonly api: ApiModule;
  /** `busy`: another sweep of it is under way. */
  readonly status: 'swept' | 'busy' | 'failed';
  /** Records queued because they were modified. */
  readonly modified: number;
  /** Records queued because they were deleted. */
  readonly deleted: number;
  /** What went wrong, and the remedy. */
  readonly reason: string | undefined;
}

/** Called after every page of a module with the number of its records so far. */
export type SweepProgress = (api: ApiModule, records: number) => void;

/** Sweeps modules over what changed since the last time. */
@Injectable()
export class Sweeps {
  readonly #logger = new Logger(Sweeps.name);

  constructor(
    private readonly sweep: ModuleSweep,
    private readonly store: SweepStore,
    private readonly locks: ModuleLocks,
    private readonly clock: Clock,
    private readonly proven: ProvenTimes,
  ) {}

  /** One report per module, in order; one module after the other. Never rejects because of a module. */
  async run(
    apis: readonly ApiModule[],
    onProgress: SweepProgress = () => undefined,
  ): Promise<readonly SweepReport[]> {
    const reports: SweepReport[] = [];
    for (const api of apis) {
      const report = await this.#traced(api, onProgress);
      await this.#note(report);
      reports.push(report);
    }
    return reports;
  }

  #traced(api: ApiModule, onProgress: SweepProgress): Promise<SweepReport> {
    return span(`sweep ${api}`, { parent: 'none' }, async (sweep) => {
      const report = await this.#reported(api, onProgress);
      const { status, modified, deleted } = report;
      sweep.note({
        'zoho_sync.outcome': status,
        'zoho_sync.modified': modified,
        'zoho_sync.deleted': deleted,
      });
      if (status === 'failed') sweep.fail('sweep.failed');
      return report;
    });
  }

  async #reported(api: ApiModule, onProgress: SweepProgress): Promise<SweepReport> {
    const startedAt = performance.now();
    const counts = { modified: 0, deleted: 0 };
    try {
      const swept = await this.locks.alone(`modified:${api}`, async (tell) => {
        counts.modified = await this.#modified(api, (records) => {
          tell({ phase: 'listing', done: records });
          onProgress(api, records);
        });
        counts.deleted = await this.#deleted(api);
        return true;
      });
      if (swept === undefined) return { api, status: 'busy', ...counts, reason: undefined };
      const tookMs = Math.round(performance.now() - startedAt);
      this.#logger.log({ event: 'sweep.finished', api, ...counts, tookMs });
      return { api, status: 'swept', ...counts, reason: undefined };
    } catch (error) {
      const { code, message } = appErrorFrom(error);
      this.#logger.warn({ event: 'sweep.failed', api, ...counts, code, reason: message });
      return { api, status: 'failed', ...counts, reason: message };
    }
  }

  /** For who asks for the state of the service; a sweep isn't worse for not being noted. */
  async #note({ api, status, modified, deleted, reason }: SweepReport): Promise<void> {
    if (status === 'busy') return;
    const last = { api, status, modified, deleted, reason: reason ?? null };
    await this.store.noteLast({ ...last, atMs: this.clock.now() }).catch(() => undefined);
  }

  async #modified(api: ApiModule, onProgress: PageProgress): Promise<number> {
    const cursorMs = await this.store.cursorMs(api, 'modified');
    const sinceMs = cursorMs ?? firstWindowSinceMs(this.clock.now());
    const window = { name: 'modified', sinceMs, untilMs: undefined, paging: 'keyset' } as const;
    const { records, startedAtMs } = await this.sweep.modified(api, window, onProgress);
    await this.#moveCursor(api, 'modified', sinceMs, cursorAfter(cursorMs, startedAtMs));
    return records;
  }

  async #deleted(api: ApiModule): Promise<number> {
    const cursorMs = await this.store.cursorMs(api, 'deleted');
    const sinceMs = cursorMs ?? firstWindowSinceMs(this.clock.now());
    const swept = await this.sweep.deleted(api, sinceMs);
    if (swept === undefined) return 0;
    await this.#moveCursor(api, 'deleted', sinceMs, cursorAfter(cursorMs, swept.startedAtMs));
    return swept.records;
  }

  async #moveCursor(
    api: ApiModule,
    what: Swept,
    sinceMs: number,
    toMs: number | undefined,
  ): Promise<void> {
    if (toMs === undefined) return;
    await this.store.moveCursor(api, what, toMs);
    await this.proven.swept(api, what, sinceMs, toMs);
  }
}

import { Injectable, Logger } from '@nestjs/common';

import { type ApiModule, crmModuleOf } from '../../crm/modules.js';
import { type Gap, GapStore } from '../../gaps/gap-store.js';
import { AppError, appErrorFrom, retryLater } from '../../kernel/app-error.js';
import { Comparisons } from '../compare/comparisons.js';
import { ListReader } from '../sweep/list-reader.js';
import { ModuleSweep } from '../sweep/module-sweep.js';
import { gapWindows, needsComparison } from './gap-windows.js';

/** What was healed. */
export interface Healed {
  readonly closed: number;
  readonly failed: number;
  readonly records: number;
}

/** Sweeps gaps: each over exactly its time, and closes it once everything that changed in it is queued. */
@Injectable()
export class GapHealing {
  readonly #logger = new Logger(GapHealing.name);

  constructor(
    private readonly gaps: GapStore,
    private readonly reader: ListReader,
    private readonly sweep: ModuleSweep,
    private readonly comparisons: Comparisons,
  ) {}

  /** Undefined where no gap is open that is over. A module that can't be healed keeps its gaps, and others don't wait. */
  async run(apis: readonly ApiModule[], nowMs: number): Promise<Healed | undefined> {
    const open = await this.gaps.open();
    const due = open.filter(({ api, toMs }) => toMs <= nowMs && apis.includes(api));
    if (due.length === 0) return undefined;
    const healed = { closed: 0, failed: 0, records: 0 };
    for (const api of apis) {
      const own = due.filter((gap) => gap.api === api);
      if (own.length === 0) continue;
      try {
        healed.records += await this.#heal(api, own, nowMs);
        healed.closed += own.length;
      } catch (error) {
        const { code, message } = appErrorFrom(error);
        // Whoever is at it closes them, or they are looked at again at the next tick.
        if (code === 'sync.busy') continue;
        healed.failed += own.length;
        this.#logger.warn({ event: 'gap.not_healed', api, code, reason: message });
      }
    }
    return healed;
  }

  async #heal(api: ApiModule, gaps: readonly Gap[], nowMs: number): Promise<number> {
    const deep = gaps.filter((gap) => needsComparison(gap, nowMs));
    let records = deep.length > 0 ? await this.#compare(api, deep) : 0;
    const others = gaps.filter((gap) => !deep.includes(gap));
    const offsetMs = others.length > 0 ? await this.reader.clockOffsetMs(api) : 0;
    for (const { gaps: healed, window } of gapWindows(others, offsetMs)) {
      const modified = await this.sweep.modified(api, window);
      const deleted = await this.sweep.deleted(api, window.sinceMs);
      await this.gaps.close(healed);
      records += modified.records + (deleted?.records ?? 0);
    }
    return records;
  }

  async #compare(api: ApiModule, gaps: readonly Gap[]): Promise<number> {
    const { status, compared, reason } = await this.comparisons.one(crmModuleOf(api));
    if (status === 'busy') {
      const message = 'Another comparison of the module is under way.';
      throw new AppError('sync.busy', message, { retry: retryLater });
    }
    const refused = compared?.refused.find((each) => each.api === api);
    if (status !== 'compared' || refused !== undefined) {
      const message = refused?.reason ?? reason ?? 'It could not be compared.';
      throw new AppError('sync.not_compared', message, { retry: retryLater });
    }
    await this.gaps.close(gaps);
    return compared?.queued ?? 0;
  }
}

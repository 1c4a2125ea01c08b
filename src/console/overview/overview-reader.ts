import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { EventCounts } from '../../installation/event-counts.js';
import { Processes } from '../../installation/processes.js';
import { TroubleStore } from '../../installation/trouble-store.js';
import { Clock } from '../../kernel/clock.js';
import { within } from '../../kernel/within.js';
import { QueueState } from '../../queue/progress/queue-state.js';
import { SyncReport } from '../../reconciliation/sync-report.js';
import { type QueuesAndPauses } from './overview-state.js';
import { type Overview, overviewFrom } from './overview.js';
import { RateWindow } from './rates.js';
import { UpkeepReader } from './upkeep-reader.js';

const readWithinMs = 1500;

/** What is known over all processes. */
@Injectable()
export class InstallationReads {
  constructor(
    readonly counts: EventCounts,
    readonly processes: Processes,
    readonly troubles: TroubleStore,
    readonly syncs: SyncReport,
  ) {}
}

/** Looks at everything that the overview is made of. */
@Injectable()
export class OverviewReader {
  readonly #rates = new RateWindow();

  constructor(
    private readonly settings: Settings,
    private readonly queues: QueueState,
    private readonly installation: InstallationReads,
    private readonly upkeep: UpkeepReader,
    private readonly clock: Clock,
  ) {}

  /** Never rejects, and answers within two seconds: what can't be read is left out. */
  async now(): Promise<Overview> {
    const { counts, processes, troubles, syncs: running } = this.installation;
    const [queues, counted, alive, syncs, known, upkeep] = await Promise.all([
      readable(this.#queues()),
      readable(counts.read()),
      readable(processes.alive()),
      readable(running.running()),
      troubles.now(),
      this.upkeep.recent(),
    ]);
    const nowMs = this.clock.now();
    const { credentials } = this.settings.zoho;
    const state = {
      ...{ nowMs, fromCrm: credentials !== undefined, limit: this.queues.limit },
      ...{ troubles: known, processes: alive, queues, upkeep, syncs: syncs ?? [] },
    };
    const rates = counted === undefined ? undefined : this.#rates.after(counted, nowMs);
    return overviewFrom(state, rates, counted?.of);
  }

  async #queues(): Promise<QueuesAndPauses> {
    const now = await this.queues.read();
    const paused = await this.queues.pausedForMs(now.depths.map(({ module }) => module));
    return { ...now, paused };
  }
}

function readable<T>(reading: Promise<T>): Promise<T | undefined> {
  return within(reading, readWithinMs, 'Redis').catch(() => undefined);
}

import { Injectable, Logger } from '@nestjs/common';

import { type ApiModule, crmModuleOf } from '../../crm/modules.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { refusesList } from '../../zoho/records/zoho-lists.js';
import { DeletedRecords } from './deleted-records.js';
import { Lateness } from './lateness.js';
import { PageWalk } from './page-walk.js';
import { SweepQueue } from './sweep-queue.js';
import { type SweepWindow } from './window.js';

export interface SweptWindow {
  /** Zoho's clock when the window was begun. */
  readonly startedAtMs: number | undefined;
  readonly records: number;
}

/** Called after every page with the number of records so far. */
export type PageProgress = (records: number) => void;

/**
 * Queues what changed in one window of one module. Also what memory seems to have already: a second change within one
 * second doesn't show in the time.
 */
@Injectable()
export class ModuleSweep {
  readonly #logger = new Logger(ModuleSweep.name);

  constructor(
    private readonly walk: PageWalk,
    private readonly deletions: DeletedRecords,
    private readonly queue: SweepQueue,
    private readonly lateness: Lateness,
  ) {}

  /** Resolves once every record that was modified in the window is queued. Goes on where it stopped. */
  async modified(
    api: ApiModule,
    window: SweepWindow,
    onProgress: PageProgress = () => undefined,
  ): Promise<SweptWindow> {
    const run = await this.walk.over(api, window, async (records, { records: soFar }) => {
      await this.lateness.note(api, records);
      await this.queue.put(records.map(({ id }) => refOf(api, id)));
      onProgress(soFar);
    });
    return { startedAtMs: run.startedAtMs, records: run.records };
  }

  /**
   * Resolves once every record that was deleted since is queued; whether it is gone, the CRM is asked for that very id.
   * Undefined where Zoho has no list of deleted records, as for Notes: a full comparison finds them.
   */
  async deleted(api: ApiModule, sinceMs: number | undefined): Promise<SweptWindow | undefined> {
    try {
      const { ids, startedAtMs } = await this.deletions.since(api, sinceMs);
      const refs = ids.map((id) => refOf(api, id));
      await this.queue.put(refs, { areDeleted: true });
      return { startedAtMs, records: ids.length };
    } catch (error) {
      if (api !== 'Notes' || !refusesList(error)) throw error;
      const { code, message } = appErrorFrom(error);
      this.#logger.debug({ event: 'sweep.no_deleted_list', api, code, reason: message });
      return undefined;
    }
  }
}

function refOf(api: ApiModule, id: string): RecordRef {
  return { module: crmModuleOf(api), id, api };
}

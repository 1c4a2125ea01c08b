import { Injectable } from '@nestjs/common';

import { type ApiModule } from '../../crm/modules.js';
import { AppError, retryNever } from '../../kernel/app-error.js';
import { type ListedRecord } from '../../zoho/records/list-pages.js';
import { refusesPageToken } from '../../zoho/records/zoho-lists.js';
import { ListReader } from './list-reader.js';
import { ListedConversions } from './listed-conversions.js';
import {
  afterPage,
  afterRefusedToken,
  newRun,
  type PageOutcome,
  type SweepRun,
} from './sweep-run.js';
import { SweepStore } from './sweep-store.js';
import { type SweepWindow } from './window.js';

/** Takes the records of one page; the walk goes on, and remembers the page as read, once this resolves. */
export type TakeRecords = (records: readonly ListedRecord[], run: SweepRun) => Promise<void>;

/** Goes over the records of a window page by page, from where the last attempt stopped; converted leads are none. */
@Injectable()
export class PageWalk {
  constructor(
    private readonly reader: ListReader,
    private readonly store: SweepStore,
    private readonly conversions: ListedConversions,
  ) {}

  /**
   * Resolves with the ended run when every record of the window was taken, some of them perhaps more than once. Where
   * it rejects, the next walk of the same window goes on after the last page that was taken.
   */
  async over(api: ApiModule, window: SweepWindow, take: TakeRecords): Promise<SweepRun> {
    const first = (await this.store.run(api, window.name)) ?? newRun(window);
    let page = this.#page(api, first, window);
    for (;;) {
      const { records, run, done } = await page;
      const following = done ? undefined : this.#ahead(api, run, window);
      await take(await this.conversions.withoutConverted(records), run);
      if (following === undefined) {
        await this.store.endRun(api, window.name);
        return run;
      }
      await this.store.keepRun(api, window.name, run);
      page = following;
    }
  }

  /** The next page is on its way while this one is taken. Where that fails, nobody waits for it. */
  #ahead(api: ApiModule, run: SweepRun, window: SweepWindow): Promise<PageOutcome> {
    const page = this.#page(api, run, window);
    page.catch(() => undefined);
    return page;
  }

  async #page(api: ApiModule, run: SweepRun, window: SweepWindow): Promise<PageOutcome> {
    const { order, sinceMs, pageToken } = run;
    const query = { api, order, sinceMs, pageToken };
    try {
      const page = await (window.isWhole === true
        ? this.reader.wholeRecords(query)
        : this.reader.records(query));
      return afterPage(run, page, window);
    } catch (error) {
      if (pageToken === undefined || !refusesPageToken(error)) throw error;
      const anew = afterRefusedToken(run);
      if (anew === undefined) throw noProgress(api, error);
      return { records: [], run: anew, done: false };
    }
  }
}

function noProgress(api: ApiModule, cause: unknown): AppError {
  const message = `The list of ${api} can't be read to its end: Zoho refuses its page tokens, or more than 100,000 records have one Modified_Time.`;
  return new AppError('sync.no_progress', message, { retry: retryNever, cause });
}

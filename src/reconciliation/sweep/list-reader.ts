import { Injectable } from '@nestjs/common';

import { type ApiModule } from '../../crm/modules.js';
import { type AppError, appErrorFrom } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { type DeletedPage, type RecordPage } from '../../zoho/records/list-pages.js';
import {
  deletedPageCredits,
  type DeletedPageQuery,
  recordPageCredits,
  type RecordPageQuery,
  refusesPageToken,
  ZohoLists,
} from '../../zoho/records/zoho-lists.js';
import { ZohoRecords } from '../../zoho/records/zoho-records.js';
import { Stopping } from '../stopping.js';
import { CreditBudget } from './credit-budget.js';

const mostAttempts = 6;

const firstPauseMs = 250;

/** A sweep that has to wait for longer ends, and goes on at its next time. */
const longestPauseMs = 60_000;

type Answered = Pick<RecordPage, 'serverTimeMs' | 'creditsRemaining'>;

/** Reads lists for sweeps: within the budget, with patience for a Zoho in trouble, until the process stops. */
@Injectable()
export class ListReader {
  constructor(
    private readonly lists: ZohoLists,
    private readonly whole: ZohoRecords,
    private readonly budget: CreditBudget,
    private readonly stopping: Stopping,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError of Zoho once patience is at its end, of the budget, or `sync.stopped` */
  records(query: RecordPageQuery): Promise<RecordPage> {
    return this.#read(recordPageCredits, () => this.lists.records(query));
  }

  /** With the records in it, as far as the list shows them whole. @throws as `records` does */
  wholeRecords(query: RecordPageQuery): Promise<RecordPage> {
    return this.#read(recordPageCredits, () => this.whole.page(query));
  }

  /** @throws as `records` does */
  deleted(query: DeletedPageQuery): Promise<DeletedPage> {
    return this.#read(deletedPageCredits, () => this.lists.deleted(query));
  }

  /** By how much Zoho's clock is ahead of this machine's, ms: one call for nothing else, since either may be set. */
  async clockOffsetMs(api: ApiModule): Promise<number> {
    const sinceMs = this.clock.now();
    const page = await this.records({ api, order: 'asc', sinceMs, pageToken: undefined });
    return page.serverTimeMs === undefined ? 0 : page.serverTimeMs - this.clock.now();
  }

  async #read<Page extends Answered>(credits: number, read: () => Promise<Page>): Promise<Page> {
    for (let attempt = 1; ; attempt += 1) {
      this.stopping.check();
      await this.budget.spend(credits);
      try {
        const page = await read();
        this.budget.noteRemaining(page.creditsRemaining);
        return page;
      } catch (error) {
        const pauseMs = refusesPageToken(error)
          ? undefined
          : pagePauseMs(appErrorFrom(error), attempt);
        if (pauseMs === undefined) throw error;
        await this.stopping.wait(pauseMs);
      }
    }
  }
}

/**
 * How long to wait before a page that failed is asked for again; undefined where that is of no use. `attempt` counts
 * from 1 and is the one that just failed.
 */
export function pagePauseMs(error: AppError, attempt: number): number | undefined {
  if (error.retry.kind === 'never' || attempt >= mostAttempts) return undefined;
  if (error.retry.kind === 'later') return firstPauseMs * 2 ** (attempt - 1);
  return error.retry.forMs <= longestPauseMs ? error.retry.forMs : undefined;
}

import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ApiModule, type CrmModule } from '../crm/modules.js';
import { Ledger } from '../ledger/ledger.js';
import { OldRenderings } from './rendering/old-renderings.js';
import { CreditBudget } from './sweep/credit-budget.js';
import { comparisonCredits, leastSweepCredits } from './sweep/credits.js';

/** What a sweep or a comparison would cost at least. */
export interface SyncForecast {
  /** Records that memory knows of, and that would be listed. */
  readonly records: number;
  /** API credits to ask for the lists; reading what differs costs more. */
  readonly credits: number;
  /** Documents that other fields, labels or an older renderer made: those that read otherwise now are written anew. */
  readonly oldRenderings: number;
  /** API credits that sweeps may use today (UTC) yet; undefined: as many as they need. */
  readonly creditsLeft: number | undefined;
}

/** Says what a sweep or a comparison would cost, for people who may want to leave it. */
@Injectable()
export class SyncForecasts {
  constructor(
    private readonly settings: Settings,
    private readonly ledger: Ledger,
    private readonly oldRenderings: OldRenderings,
    private readonly budget: CreditBudget,
  ) {}

  /** @throws the error of Redis */
  async ofSweep(apis: readonly ApiModule[]): Promise<SyncForecast> {
    const credits = apis.length * leastSweepCredits;
    return { records: 0, credits, oldRenderings: 0, creditsLeft: await this.#left() };
  }

  /** @throws the error of Redis */
  async ofComparison(modules: readonly CrmModule[]): Promise<SyncForecast> {
    const [counts, oldRenderings, creditsLeft] = await Promise.all([
      Promise.all(modules.map((module) => this.ledger.count(module))),
      this.oldRenderings.count(modules),
      this.#left(),
    ]);
    return {
      records: counts.reduce((sum, count) => sum + count, 0),
      credits: counts.reduce((sum, count) => sum + comparisonCredits(count), 0),
      oldRenderings,
      creditsLeft,
    };
  }

  async #left(): Promise<number | undefined> {
    const { creditsPerDay } = this.settings.schedule;
    if (creditsPerDay === undefined) return undefined;
    return Math.max(0, creditsPerDay - (await this.budget.spentToday()));
  }
}

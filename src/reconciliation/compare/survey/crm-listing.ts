import { Injectable } from '@nestjs/common';

import { Settings } from '../../../config/settings.js';
import { type ApiModule, type CrmModule } from '../../../crm/modules.js';
import { appErrorFrom } from '../../../kernel/app-error.js';
import { type ListedRecord } from '../../../zoho/records/list-pages.js';
import { PageWalk } from '../../sweep/page-walk.js';
import { Judgement } from '../judgement.js';
import { PageStaging } from '../page-staging.js';
import { type Depth } from './depth.js';
import { type Difference } from './difference.js';
import { type Listed, listedText } from './sighting.js';
import { type SurveyTables } from './survey-tables.js';

/** An API module of which the CRM shows no list, and why. */
export interface RefusedList {
  readonly api: ApiModule;
  readonly reason: string;
}

/** What was listed of a module. */
export interface CrmList {
  /** By the CRM's clock, as of when what was shown is listed; undefined for a list that an earlier attempt began. */
  readonly asOfMs: number | undefined;
  readonly refused: readonly RefusedList[];
  /** The API modules that were listed. */
  readonly listed: readonly ApiModule[];
  /** Records that were queued to be written from the pages. */
  readonly fromPages: number;
}

export interface ListingOptions {
  readonly onProgress: (records: number) => void;
  /** Has what memory lacks written from the pages that show it; resolves when that is done. */
  readonly isStaged?: boolean;
}

/** No other attempt would be answered otherwise, until a person grants it. */
const refusals: readonly string[] = ['zoho.refused', 'zoho.scope_missing'];

/** Lists what the CRM has of a module, and holds what the lists show of each record against memory meanwhile. */
@Injectable()
export class CrmListing {
  constructor(
    private readonly walk: PageWalk,
    private readonly judgement: Judgement,
    private readonly settings: Settings,
    private readonly staging: PageStaging,
  ) {}

  /**
   * Goes on where the last attempt with the same tables stopped. Where meetings are shown and calls are not, the
   * meetings are listed. @throws AppError where nothing is shown, or the CRM doesn't answer
   */
  async list(
    module: CrmModule,
    tables: SurveyTables,
    depth: Depth,
    { onProgress, isStaged = false }: ListingOptions,
  ): Promise<CrmList> {
    const apis = this.settings.queue.synced.apisOf(module);
    const times: number[] = [];
    const refused: RefusedList[] = [];
    const stage = await this.staging.begin(module, { isStaged });
    let before = 0;
    for (const api of apis) {
      if (tables.isListed(api)) continue;
      try {
        const { startedAtMs, records: listed } = await this.walk.over(
          api,
          tables.window,
          async (records, run) => {
            await this.#take(api, records, tables);
            await this.#judge(module, api, records, { tables, depth });
            await stage.put(records, run.startedAtMs);
            onProgress(before + run.records);
          },
        );
        before += listed;
        await tables.noteListed(api);
        if (startedAtMs !== undefined) times.push(startedAtMs);
      } catch (error) {
        const { code, message: reason } = appErrorFrom(error);
        if (!refusals.includes(code) || refused.length + 1 === apis.length) throw error;
        refused.push({ api, reason });
      }
    }
    await stage.end();
    return { ...whatWasListed(apis, times, refused), fromPages: stage.count };
  }

  async #take(
    api: ApiModule,
    records: readonly ListedRecord[],
    tables: SurveyTables,
  ): Promise<void> {
    const rows = records.map(({ id, modifiedAtMs }) => {
      return [id, listedText({ api, modifiedAtMs })] as const;
    });
    await tables.census.put(new Map(rows));
  }

  async #judge(
    module: CrmModule,
    api: ApiModule,
    records: readonly ListedRecord[],
    { tables, depth }: { readonly tables: SurveyTables; readonly depth: Depth },
  ): Promise<void> {
    const wrong = await this.judgement.of(
      module,
      records.flatMap(({ record }) => record ?? []),
    );
    const found = new Map<string, { difference: Difference; listed: Listed }>();
    for (const { id, modifiedAtMs, record } of records) {
      const isToRead = record === undefined && depth.isRead(id);
      const difference = wrong.get(id) ?? (isToRead ? 'unread' : undefined);
      if (difference !== undefined) found.set(id, { difference, listed: { api, modifiedAtMs } });
    }
    await tables.noteDiffering(found);
  }
}

function whatWasListed(
  apis: readonly ApiModule[],
  times: readonly number[],
  refused: readonly RefusedList[],
): Omit<CrmList, 'fromPages'> {
  const isTimed = times.length + refused.length === apis.length;
  const isRefused = (api: ApiModule): boolean => refused.some((each) => each.api === api);
  return {
    asOfMs: isTimed ? Math.min(...times) : undefined,
    refused,
    listed: apis.filter((api) => !isRefused(api)),
  };
}

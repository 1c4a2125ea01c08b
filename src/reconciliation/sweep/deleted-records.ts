import { Injectable } from '@nestjs/common';

import { type ApiModule } from '../../crm/modules.js';
import { AppError, retryNever } from '../../kernel/app-error.js';
import { mostPages, refusesList } from '../../zoho/records/zoho-lists.js';
import { ListReader } from './list-reader.js';

const mostRounds = 3;

export interface DeletedWalk {
  /** Zoho's clock at the first page. */
  readonly startedAtMs: number | undefined;
  readonly ids: readonly string[];
}

interface Round extends DeletedWalk {
  readonly pages: number;
}

/** Reads which records of a module were deleted since a time. */
@Injectable()
export class DeletedRecords {
  constructor(private readonly reader: ListReader) {}

  /**
   * Each id once. Pages are counted here, not keyed, so a record that leaves the list meanwhile moves others to pages
   * that were read already: what takes several pages is read until nothing new is found.
   * @throws AppError `sync.too_many_deleted` where Zoho doesn't list all of them: only a full comparison finds the rest
   */
  async since(api: ApiModule, sinceMs: number | undefined): Promise<DeletedWalk> {
    const first = await this.#round(api, sinceMs);
    const ids = new Set(first.ids);
    for (let round = 2; first.pages > 1 && round <= mostRounds; round += 1) {
      const before = ids.size;
      for (const id of (await this.#round(api, sinceMs)).ids) ids.add(id);
      if (ids.size === before) break;
    }
    return { startedAtMs: first.startedAtMs, ids: [...ids] };
  }

  async #round(api: ApiModule, sinceMs: number | undefined): Promise<Round> {
    const ids: string[] = [];
    let startedAtMs: number | undefined;
    for (let page = 1; ; page += 1) {
      const answer = await this.#page(api, sinceMs, page);
      startedAtMs ??= answer.serverTimeMs;
      ids.push(...answer.rows.map(({ id }) => id));
      if (!answer.more) return { startedAtMs, ids, pages: page };
    }
  }

  async #page(
    api: ApiModule,
    sinceMs: number | undefined,
    page: number,
  ): ReturnType<ListReader['deleted']> {
    try {
      return await this.reader.deleted({ api, sinceMs, page });
    } catch (error) {
      if (page > mostPages && refusesList(error)) throw tooMany(api, error);
      throw error;
    }
  }
}

function tooMany(api: ApiModule, cause: unknown): AppError {
  const message = `More ${api} were deleted than Zoho lists: a full comparison finds the others.`;
  return new AppError('sync.too_many_deleted', message, { retry: retryNever, cause });
}

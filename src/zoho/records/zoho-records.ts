import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { type ApiModule, type CrmModule } from '../../crm/modules.js';
import { type SyncedModules } from '../../crm/synced-modules.js';
import { isRecordId, type RecordRef } from '../../crm/record-ref.js';
import { type LoadOutcome, RecordSource } from '../../crm/record-source.js';
import { WantedFields } from '../../crm/wanted-fields.js';
import { appErrorFrom, retryNever } from '../../kernel/app-error.js';
import { ZohoError } from '../http/zoho-error.js';
import { ZohoHttp } from '../http/zoho-http.js';
import { blamesFields, FieldLessons, type FieldReport } from './field-lessons.js';
import { FullTexts } from './full-texts.js';
import { convertedToo, RecordCalls } from './record-calls.js';
import { type RecordPage } from './list-pages.js';
import { fieldGroups, idGroups } from './record-fields.js';
import { joinedRow, loadOutcomeFrom, type Row } from './record-rows.js';
import {
  allFailed,
  blamesOneId,
  lookFailed,
  type Outcomes,
  refusesLists,
  SingleReads,
} from './single-reads.js';
import { WholePages } from './whole-pages.js';
import { type RecordPageQuery, ZohoLists } from './zoho-lists.js';

/**
 * Records as Zoho has them now. Read by list, 50 a call; singly where a list can't tell: whether a missing record is
 * gone, what a cut text says in full, which of two versions is whole, which of several ids is at fault, and what a field
 * holds that lists don't have.
 */
@Injectable()
export class ZohoRecords extends RecordSource {
  readonly #calls: RecordCalls;
  readonly #fields: FieldLessons;
  readonly #texts: FullTexts;
  readonly #single: SingleReads;
  readonly #pages: WholePages;
  readonly #synced: SyncedModules;

  constructor(
    private readonly http: ZohoHttp,
    private readonly lists: ZohoLists,
    private readonly wanted: WantedFields,
    { queue: { synced } }: Settings,
  ) {
    super();
    this.#synced = synced;
    this.#calls = new RecordCalls(http);
    this.#fields = new FieldLessons(this.#calls, wanted);
    this.#texts = new FullTexts(this.#calls);
    this.#single = new SingleReads(this.#calls, this.#fields, lists, wanted);
    this.#pages = new WholePages(this.lists, this.#fields, this.#single, wanted);
  }

  /** What this process found out so far of the fields that are wanted of a module. */
  fieldReport(api: ApiModule): FieldReport {
    return this.#fields.report(api);
  }

  override async load(
    module: CrmModule,
    refs: readonly RecordRef[],
  ): Promise<readonly LoadOutcome[]> {
    await this.wanted.ready();
    const wrong = refs.filter(({ id }) => !isRecordId(id));
    const known: Outcomes = new Map(wrong.map((ref) => [ref.id, misnamed(ref)]));
    const apis = this.#synced.apisOf(module);
    for (const api of apis) {
      const open = refs.filter((ref) => isOpen(ref, api, known.get(ref.id)));
      const found = await this.#readAll(
        api,
        open.map((ref) => ref.id),
      );
      for (const [id, outcome] of found) {
        // Gone from one of several places is not gone.
        if (outcome.status !== 'gone' || apis.length === 1) known.set(id, outcome);
      }
    }
    return Promise.all(
      refs.map(async (ref) => known.get(ref.id) ?? (await this.#confirm(module, ref))),
    );
  }

  /** A page of a list, with the records in it as far as lists show them whole. @throws ZohoError */
  page(query: RecordPageQuery): Promise<RecordPage> {
    return this.#pages.page(query);
  }

  /** Also a refusal is an answer. */
  override async answers({
    module,
    api = this.#synced.apisOf(module)[0],
  }: RecordRef): Promise<boolean> {
    const path = `/crm/v8/${api ?? module}` as const;
    const query = { fields: 'id', per_page: '1', ...convertedToo(api ?? module) };
    try {
      await this.http.request({ method: 'GET', path, query, subject: api ?? module });
      return true;
    } catch (error) {
      return appErrorFrom(error).code === 'zoho.refused';
    }
  }

  override async areDeleted(
    module: CrmModule,
    refs: readonly RecordRef[],
    sinceMs: number,
  ): Promise<readonly boolean[]> {
    const deleted = new Set<string>();
    for (const api of this.#synced.apisOf(module)) {
      const asked = refs.filter((ref) => ref.api === undefined || ref.api === api);
      const ids = asked.map(({ id }) => id);
      for (const id of await this.lists.deletedAmong(api, ids, sinceMs)) deleted.add(id);
    }
    return refs.map(({ id }) => deleted.has(id));
  }

  /** What lists say, by id; an id they don't have is left out. */
  async #readAll(api: ApiModule, ids: readonly string[]): Promise<Outcomes> {
    const groups = await Promise.all(
      idGroups(ids).map((group) => this.#fields.afterFirst(api, () => this.#readGroup(api, group))),
    );
    return new Map(groups.flatMap((outcomes) => [...outcomes]));
  }

  async #readGroup(api: ApiModule, ids: readonly string[]): Promise<Outcomes> {
    const known = this.#fields.of(api);
    if (known.readsSingly || this.wanted.isAll(api)) return this.#single.each(api, ids);
    const { asked } = known;
    try {
      return await this.#readList(api, ids, asked);
    } catch (error) {
      if (blamesFields(error, asked)) return this.#readAfterRefusal(api, ids, asked, error);
      const failure = appErrorFrom(error);
      if (refusesLists(failure) || (blamesOneId(failure) && ids.length === 1)) {
        return this.#single.each(api, ids);
      }
      if (blamesOneId(failure)) return this.#readHalves(api, ids);
      return allFailed(ids, failure);
    }
  }

  /** Again, without the fields for which the list was refused. */
  async #readAfterRefusal(
    api: ApiModule,
    ids: readonly string[],
    asked: readonly string[],
    refusal: ZohoError,
  ): Promise<Outcomes> {
    const [first = ''] = ids;
    try {
      const learned = await this.#fields.fromRefusal(refusal, api, first, asked);
      return learned ? await this.#readGroup(api, ids) : allFailed(ids, refusal);
    } catch (error) {
      return allFailed(ids, appErrorFrom(error));
    }
  }

  /** Finds the id at fault, so that the others don't fail with it. */
  async #readHalves(api: ApiModule, ids: readonly string[]): Promise<Outcomes> {
    const middle = Math.ceil(ids.length / 2);
    const halves = [ids.slice(0, middle), ids.slice(middle)];
    const outcomes = await Promise.all(halves.map((half) => this.#readGroup(api, half)));
    return new Map(outcomes.flatMap((half) => [...half]));
  }

  async #readList(
    api: ApiModule,
    ids: readonly string[],
    asked: readonly string[],
  ): Promise<Outcomes> {
    const listed = await this.#rows(api, ids, asked);
    const known = this.#fields.of(api);
    const [look] = known.wantsLook ? listed.keys() : [];
    const rows = known.readsSingly
      ? listed
      : await this.#texts.uncut(api, listed, { asked, except: look });
    const unclear = [...rows].filter(([id, row]) => row === undefined || id === look);
    const outcomes = await this.#single.each(
      api,
      unclear.map(([id]) => id),
    );
    this.#fields.learnFrom(api, outcomes.values());
    const others = [...rows.keys()].filter((id) => !outcomes.has(id));
    const unknown = lookFailed(look, outcomes);
    if (unknown !== undefined) return new Map([...outcomes, ...allFailed(others, unknown)]);
    // What was just read may have shown that lists lack something.
    if (known.readsSingly) return new Map([...outcomes, ...(await this.#single.each(api, others))]);
    for (const id of others) {
      const row = rows.get(id);
      if (row !== undefined) outcomes.set(id, loadOutcomeFrom(api, row, this.wanted));
    }
    return outcomes;
  }

  /** What lists have, by id; undefined for a record that changed between two of them. */
  async #rows(
    api: ApiModule,
    ids: readonly string[],
    asked: readonly string[],
  ): Promise<ReadonlyMap<string, Row | undefined>> {
    const lists = await Promise.all(
      fieldGroups(asked).map((group) => this.#calls.list(api, ids, group)),
    );
    const seen = ids.filter((id) => lists.some((rows) => rows.has(id)));
    const rows = new Map(seen.map((id) => [id, joinedRow(id, lists)]));
    const whole = [...rows.values()].filter((row) => row !== undefined);
    this.#fields.of(api).noteList(asked, whole);
    return rows;
  }

  /** Asks for this very id wherever it may be. It is gone only if every place says so. */
  async #confirm(module: CrmModule, ref: RecordRef): Promise<LoadOutcome> {
    let failed: LoadOutcome | undefined;
    for (const api of ref.api === undefined ? this.#synced.apisOf(module) : [ref.api]) {
      const outcome = await this.#single.one(api, ref.id);
      if (outcome.status === 'present' || isConverted(outcome)) return outcome;
      if (outcome.status === 'failed') failed ??= outcome;
    }
    return failed ?? { status: 'gone' };
  }
}

/**
 * Whether a record is still to be looked for in `api`. One whose module isn't known is looked for in every one until
 * it is found: that one place refuses the id says nothing about the next.
 */
function isOpen(ref: RecordRef, api: ApiModule, known: LoadOutcome | undefined): boolean {
  if (ref.api !== undefined && ref.api !== api) return false;
  if (known === undefined) return true;
  if (ref.api !== undefined || !isRecordId(ref.id)) return false;
  return known.status === 'failed' && known.error.retry.kind === 'never';
}

function isConverted(outcome: LoadOutcome): boolean {
  return outcome.status === 'gone' && outcome.conversion !== undefined;
}

function misnamed({ module }: RecordRef): LoadOutcome {
  const message = `A record of ${module} has no usable id: it can't be asked for`;
  return {
    status: 'failed',
    error: new ZohoError('zoho.refused', message, { retry: retryNever }),
  };
}

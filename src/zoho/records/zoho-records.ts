import { Injectable } from '@nestjs/common';

import { type ApiModule, apiModulesOf, type CrmModule } from '../../crm/modules.js';
import { isRecordId, type RecordRef } from '../../crm/record-ref.js';
import { type LoadOutcome, RecordSource } from '../../crm/record-source.js';
import { WantedFields } from '../../crm/wanted-fields.js';
import { type AppError, appErrorFrom, retryNever } from '../../kernel/app-error.js';
import { fieldGroups, idGroups } from './record-fields.js';
import { badRecords, joinedRow, mayBeCut, recordFrom, type Row, rowsFrom } from './record-rows.js';
import { ZohoError } from '../http/zoho-error.js';
import { ZohoHttp } from '../http/zoho-http.js';

type Outcomes = Map<string, LoadOutcome>;

/**
 * Records as Zoho has them now. Read by list, 50 a call; singly where a list can't tell: whether a missing record is
 * gone, what a cut text says in full, which of two versions is whole, and which of several ids is at fault.
 */
@Injectable()
export class ZohoRecords extends RecordSource {
  constructor(
    private readonly http: ZohoHttp,
    private readonly wanted: WantedFields,
  ) {
    super();
  }

  override async load(
    module: CrmModule,
    refs: readonly RecordRef[],
  ): Promise<readonly LoadOutcome[]> {
    const known: Outcomes = new Map(refs.filter(isMisnamed).map((ref) => [ref.id, misnamed(ref)]));
    const apis = apiModulesOf(module);
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

  /** What lists say, by id; an id they don't have is left out. */
  async #readAll(api: ApiModule, ids: readonly string[]): Promise<Outcomes> {
    const groups = await Promise.all(idGroups(ids).map((group) => this.#readGroup(api, group)));
    return new Map(groups.flatMap((outcomes) => [...outcomes]));
  }

  async #readGroup(api: ApiModule, ids: readonly string[]): Promise<Outcomes> {
    try {
      return await this.#readList(api, ids);
    } catch (error) {
      const failure = appErrorFrom(error);
      if (refusesLists(failure) || (blamesOneId(failure) && ids.length === 1)) {
        return this.#readEach(api, ids);
      }
      if (blamesOneId(failure)) return this.#readHalves(api, ids);
      return new Map(ids.map((id) => [id, { status: 'failed', error: failure }]));
    }
  }

  /** Finds the id at fault, so that the others don't fail with it. */
  async #readHalves(api: ApiModule, ids: readonly string[]): Promise<Outcomes> {
    const middle = Math.ceil(ids.length / 2);
    const halves = [ids.slice(0, middle), ids.slice(middle)];
    const outcomes = await Promise.all(halves.map((half) => this.#readGroup(api, half)));
    return new Map(outcomes.flatMap((half) => [...half]));
  }

  async #readList(api: ApiModule, ids: readonly string[]): Promise<Outcomes> {
    const fields = this.wanted.of(api);
    const lists = await Promise.all(
      fieldGroups(fields).map((group) => this.#list(api, ids, group)),
    );
    const seen = ids.filter((id) => lists.some((rows) => rows.has(id)));
    const whole = new Map(seen.map((id) => [id, joinedRow(id, lists)]));
    const unclear = seen.filter((id) => {
      const row = whole.get(id);
      return row === undefined || mayBeCut(row, fields);
    });
    const outcomes = await this.#readEach(api, unclear);
    for (const [id, row] of whole) {
      if (row === undefined || unclear.includes(id)) continue;
      outcomes.set(id, { status: 'present', record: recordFrom(api, row, fields) });
    }
    return outcomes;
  }

  async #list(
    api: ApiModule,
    ids: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, Row>> {
    const subject = ids.length === 1 ? `${api}/${String(ids[0])}` : `${ids.length} ${api}`;
    const query = { ids: ids.join(','), fields: fields.join(',') };
    const answer = await this.http.request({
      method: 'GET',
      path: `/crm/v8/${api}`,
      query,
      subject,
    });
    return rowsFrom(answer, subject);
  }

  async #readEach(api: ApiModule, ids: readonly string[]): Promise<Outcomes> {
    const outcomes = await Promise.all(
      ids.map(async (id) => [id, await this.#readOne(api, id)] as const),
    );
    return new Map(outcomes);
  }

  /** A single read has every field, uncut and of one version; 204 is Zoho's word that there is no such record. */
  async #readOne(api: ApiModule, id: string): Promise<LoadOutcome> {
    const subject = `${api}/${id}`;
    try {
      const path = `/crm/v8/${api}/${encodeURIComponent(id)}` as const;
      const answer = await this.http.request({ method: 'GET', path, subject });
      if (answer.status === 204) return { status: 'gone' };
      const row = rowsFrom(answer, subject).get(id);
      if (row === undefined) throw badRecords(subject, answer.status);
      return { status: 'present', record: recordFrom(api, row, this.wanted.of(api)) };
    } catch (error) {
      return { status: 'failed', error: appErrorFrom(error) };
    }
  }

  /** Asks for this very id wherever it may be. It is gone only if every place says so. */
  async #confirm(module: CrmModule, ref: RecordRef): Promise<LoadOutcome> {
    let failed: LoadOutcome | undefined;
    for (const api of ref.api === undefined ? apiModulesOf(module) : [ref.api]) {
      const outcome = await this.#readOne(api, ref.id);
      if (outcome.status === 'present') return outcome;
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
  if (ref.api !== undefined || isMisnamed(ref)) return false;
  return known.status === 'failed' && known.error.retry.kind === 'never';
}

function isMisnamed({ id }: RecordRef): boolean {
  return !isRecordId(id);
}

function misnamed({ module }: RecordRef): LoadOutcome {
  const message = `A record of ${module} has no usable id: it can't be asked for`;
  return {
    status: 'failed',
    error: new ZohoError('zoho.refused', message, { retry: retryNever }),
  };
}

/** Zoho refuses a whole list for one id it can't read. */
function blamesOneId(error: AppError): boolean {
  return error instanceof ZohoError && error.status === 400 && error.zohoCode === 'INVALID_DATA';
}

/** Lists of Notes are for administrators; single notes aren't ("Get Notes", Zoho CRM API v8). */
function refusesLists(error: AppError): boolean {
  return error instanceof ZohoError && error.zohoCode === 'NOT_SUPPORTED';
}

import { type ApiModule } from '../../crm/modules.js';
import { type LoadOutcome } from '../../crm/record-source.js';
import { type WantedFields } from '../../crm/wanted-fields.js';
import { type AppError, appErrorFrom } from '../../kernel/app-error.js';
import { ZohoError } from '../http/zoho-error.js';
import { blamesFields, type FieldLessons } from './field-lessons.js';
import { readsByName, type RecordCalls } from './record-calls.js';
import { loadOutcomeFrom } from './record-rows.js';
import { type ZohoLists } from './zoho-lists.js';

/** What became of records, by id. */
export type Outcomes = Map<string, LoadOutcome>;

export function allFailed(ids: readonly string[], error: AppError): Outcomes {
  return new Map(ids.map((id) => [id, { status: 'failed', error }]));
}

/** Reads records one by one: the last word on each of them. Never rejects for a reason that concerns Zoho. */
export class SingleReads {
  constructor(
    private readonly calls: RecordCalls,
    private readonly fields: FieldLessons,
    private readonly lists: ZohoLists,
    private readonly wanted: WantedFields,
  ) {}

  async each(api: ApiModule, ids: readonly string[]): Promise<Outcomes> {
    return new Map(
      await Promise.all(ids.map(async (id) => [id, await this.one(api, id)] as const)),
    );
  }

  /** A single read has every field, uncut and of one version; 204 is Zoho's word that there is no such record. */
  async one(api: ApiModule, id: string): Promise<LoadOutcome> {
    const asked = this.fields.of(api).askedSingly;
    try {
      const row = await this.calls.single(api, id, asked);
      if (row === undefined) return { status: 'gone' };
      return loadOutcomeFrom(api, row, this.wanted);
    } catch (error) {
      return this.#whyNot(api, id, asked, error);
    }
  }

  /** Of a record that is gone, Zoho may say that its id is invalid: then the list of the deleted ones has the word. */
  async #whyNot(
    api: ApiModule,
    id: string,
    asked: readonly string[],
    error: unknown,
  ): Promise<LoadOutcome> {
    const failure = appErrorFrom(error);
    try {
      if (readsByName(api) && blamesFields(error, asked)) {
        const learned = await this.fields.fromRefusal(error, api, id, asked);
        return learned ? await this.one(api, id) : { status: 'failed', error: failure };
      }
      const isGone = blamesOneId(failure) && (await this.lists.deletedAmong(api, [id])).has(id);
      return isGone ? { status: 'gone' } : { status: 'failed', error: failure };
    } catch (cause) {
      return { status: 'failed', error: appErrorFrom(cause) };
    }
  }
}

/** Zoho refuses a call, also a whole list, for one id it can't read. */
export function blamesOneId(error: AppError): boolean {
  return error instanceof ZohoError && error.status === 400 && error.zohoCode === 'INVALID_DATA';
}

/** Nobody knows yet whether lists have every field: what one lacks is not empty, so it is asked again. */
export function lookFailed(look: string | undefined, outcomes: Outcomes): AppError | undefined {
  const looked = look === undefined ? undefined : outcomes.get(look);
  return looked?.status === 'failed' && looked.error.retry.kind !== 'never'
    ? looked.error
    : undefined;
}

/** Lists of Notes are for administrators; single notes aren't ("Get Notes", Zoho CRM API v8). */
export function refusesLists(error: AppError): boolean {
  return error instanceof ZohoError && error.zohoCode === 'NOT_SUPPORTED';
}

import { type ApiModule } from '../../crm/modules.js';
import { type WantedFields } from '../../crm/wanted-fields.js';
import { type ZohoError } from '../http/zoho-error.js';
import { blamesFields, type FieldLessons } from './field-lessons.js';
import { type RecordPage } from './list-pages.js';
import { maxFields } from './record-fields.js';
import { cutFields, recordFrom } from './record-rows.js';
import { lookFailed, type SingleReads } from './single-reads.js';
import { leastOfPages, type RecordPageQuery, type ZohoLists } from './zoho-lists.js';

/**
 * Pages of lists with the records in them, as far as lists show them whole: not those with a text that may be cut, nor
 * any of a module of which more is wanted than a list has, or than it takes.
 */
export class WholePages {
  constructor(
    private readonly lists: ZohoLists,
    private readonly fields: FieldLessons,
    private readonly single: SingleReads,
    private readonly wanted: WantedFields,
  ) {}

  /** Costs what the page costs, and once per module what it takes to learn of its fields. @throws ZohoError */
  async page(query: RecordPageQuery): Promise<RecordPage> {
    await this.wanted.ready();
    const { api } = query;
    const { asked } = this.fields.of(api);
    if (!this.#areWhole(api)) return this.lists.records(query);
    try {
      const page = await this.lists.records(query, asked);
      await this.#learn(api, asked, page);
      return this.#areWhole(api) ? this.#withRecords(api, asked, page) : page;
    } catch (error) {
      if (!blamesFields(error, asked)) throw error;
      return this.#afterRefusal(query, asked, error);
    }
  }

  #areWhole(api: ApiModule): boolean {
    const { asked, readsSingly } = this.fields.of(api);
    const isOneList = new Set([...asked, ...leastOfPages]).size <= maxFields;
    return isOneList && !readsSingly && !this.wanted.isAll(api);
  }

  #withRecords(api: ApiModule, asked: readonly string[], page: RecordPage): RecordPage {
    const rows = page.rows.map((listed) =>
      cutFields(listed.row, asked).length > 0
        ? listed
        : { ...listed, record: recordFrom(api, listed.row, this.wanted) },
    );
    return { ...page, rows };
  }

  async #learn(api: ApiModule, asked: readonly string[], page: RecordPage): Promise<void> {
    const rows = page.rows.map(({ row }) => row);
    const known = this.fields.of(api);
    known.noteList(asked, rows);
    const [first] = rows;
    if (first === undefined || !known.wantsLook) return;
    const outcomes = await this.single.each(api, [first.id]);
    this.fields.learnFrom(api, outcomes.values());
    const failure = lookFailed(first.id, outcomes);
    if (failure !== undefined) throw failure;
  }

  /** Which field it is takes a record to find out by. */
  async #afterRefusal(
    query: RecordPageQuery,
    asked: readonly string[],
    refusal: ZohoError,
  ): Promise<RecordPage> {
    const page = await this.lists.records(query);
    const [first] = page.rows;
    if (first === undefined) return page;
    const learned = await this.fields.fromRefusal(refusal, query.api, first.id, asked);
    return learned ? this.page(query) : page;
  }
}

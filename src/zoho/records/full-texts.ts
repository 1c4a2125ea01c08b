import { type ApiModule } from '../../crm/modules.js';
import { ZohoError } from '../http/zoho-error.js';
import { type RecordCalls } from './record-calls.js';
import { cutFields, type Row } from './record-rows.js';

/** Fields of one call ("Get Rich Text Records", Zoho CRM API v8). */
const maxTextFields = 8;

type Rows = ReadonlyMap<string, Row>;
type SomeRows = ReadonlyMap<string, Row | undefined>;

/**
 * Reads in full the long texts that lists cut, those of up to 50 records for one API credit. A field that Zoho gives no
 * full text of isn't asked for again by this process.
 */
export class FullTexts {
  readonly #refused = new Map<ApiModule, Set<string>>();

  constructor(private readonly calls: RecordCalls) {}

  /**
   * The rows of a list with their texts in full. Undefined for one whose texts weren't told, or aren't those that were
   * cut: it changed since, and is to be read by itself. @throws ZohoError where Zoho can't be asked now
   */
  async uncut(
    api: ApiModule,
    rows: SomeRows,
    { asked, except }: { readonly asked: readonly string[]; readonly except: string | undefined },
  ): Promise<SomeRows> {
    const cut = new Map(
      [...rows].flatMap(([id, row]) => {
        const names = row === undefined || id === except ? [] : cutFields(row, asked);
        return names.length === 0 ? [] : [[id, names] as const];
      }),
    );
    const fields = [...new Set([...cut.values()].flat())];
    const texts = await this.#read(
      api,
      cut,
      fields.filter((name) => !this.#isRefused(api, name)),
    );
    return new Map(
      [...rows].map(([id, row]) => [id, row && withTexts(row, cut.get(id) ?? [], texts)] as const),
    );
  }

  /** What was told, one answer after the other. */
  async #read(
    api: ApiModule,
    cut: ReadonlyMap<string, readonly string[]>,
    fields: readonly string[],
  ): Promise<readonly Rows[]> {
    const answers: Rows[] = [];
    for (let from = 0; from < fields.length; from += maxTextFields) {
      const group = fields.slice(from, from + maxTextFields);
      answers.push(...(await this.#readGroup(api, cut, group)));
    }
    return answers;
  }

  async #readGroup(
    api: ApiModule,
    cut: ReadonlyMap<string, readonly string[]>,
    group: readonly string[],
  ): Promise<readonly Rows[]> {
    const ids = [...cut].filter(([, names]) => names.some((name) => group.includes(name)));
    try {
      return [
        await this.calls.fullTexts(
          api,
          ids.map(([id]) => id),
          group,
        ),
      ];
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (group.length === 1) {
        this.#refuse(api, group);
        return [];
      }
      // One of them may be no rich text.
      const alone: Rows[] = [];
      for (const name of group) alone.push(...(await this.#readGroup(api, cut, [name])));
      return alone;
    }
  }

  #isRefused(api: ApiModule, field: string): boolean {
    return this.#refused.get(api)?.has(field) === true;
  }

  #refuse(api: ApiModule, fields: readonly string[]): void {
    const known = this.#refused.get(api) ?? new Set();
    for (const field of fields) known.add(field);
    this.#refused.set(api, known);
  }
}

/** An answer that another attempt wouldn't better; reading the record itself may. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ZohoError)) return false;
  return error.retry.kind === 'never' || error.code === 'zoho.bad_answer';
}

/** Undefined where one of the texts wasn't told, or isn't one that begins as the cut one does. */
function withTexts(row: Row, cut: readonly string[], answers: readonly Rows[]): Row | undefined {
  const texts = cut.map((field) => {
    const told = answers.map((rows) => rows.get(row.id)?.[field]);
    const full = told.find((text) => typeof text === 'string');
    const shown = row[field];
    const isThatText =
      typeof full === 'string' && typeof shown === 'string' && full.startsWith(shown);
    return [field, isThatText ? full : undefined] as const;
  });
  if (texts.some(([, text]) => text === undefined)) return undefined;
  return { ...row, ...Object.fromEntries(texts) };
}

import { Logger } from '@nestjs/common';

import { type ApiModule, apiModulesOf, crmModuleOf } from '../../crm/modules.js';
import { type LoadOutcome } from '../../crm/record-source.js';
import { type WantedFields } from '../../crm/wanted-fields.js';
import { ZohoError } from '../http/zoho-error.js';
import { KnownFields } from './known-fields.js';
import { readsByName, type RecordCalls } from './record-calls.js';
import { fieldGroups } from './record-fields.js';

/** The fields of one API module that aren't as they are wanted; by API name. */
export interface FieldReport {
  readonly api: ApiModule;
  /** Zoho refuses lists that ask for them. */
  readonly leftOut: readonly string[];
  /** Named by the settings, and no record of the module has them. */
  readonly nowhere: readonly string[];
  /** Only single reads have them, so that each record of the module costs a call. */
  readonly single: readonly string[];
}

/**
 * Finds out, for this process, which of the wanted fields lists don't give or are refused for. Each finding is logged
 * once.
 */
export class FieldLessons {
  readonly #logger = new Logger('Fields');
  readonly #known = new Map<ApiModule, KnownFields>();
  readonly #underWay = new Map<ApiModule, Promise<void>>();
  readonly #first = new Map<ApiModule, Promise<void>>();
  readonly #told = new Set<string>();

  constructor(
    private readonly calls: RecordCalls,
    private readonly wanted: WantedFields,
  ) {}

  of(api: ApiModule): KnownFields {
    const known = this.#known.get(api) ?? new KnownFields(api, this.wanted);
    this.#known.set(api, known);
    return known;
  }

  report(api: ApiModule): FieldReport {
    const known = this.of(api);
    return {
      api,
      leftOut: known.of('refused'),
      nowhere: this.#nowhere(api),
      single: known.of('single'),
    };
  }

  /**
   * To be called where Zoho refused a list of this record for its fields. Several calls that were refused together learn
   * together. Resolves with whether lists ask for other fields now. @throws ZohoError where nobody could be asked
   */
  async fromRefusal(
    refusal: ZohoError,
    api: ApiModule,
    id: string,
    asked: readonly string[],
  ): Promise<boolean> {
    const known = this.of(api);
    const isOld = (): boolean => known.asked.join() !== asked.join();
    let lesson = this.#underWay.get(api);
    if (lesson === undefined && !isOld()) {
      lesson = this.#learn(refusal, api, id).finally(() => this.#underWay.delete(api));
      this.#underWay.set(api, lesson);
    }
    await lesson;
    return isOld();
  }

  /**
   * Runs the first read of a module alone, so that what it teaches is learned once; those that come meanwhile follow
   * together, whatever became of it.
   */
  async afterFirst<T>(api: ApiModule, read: () => Promise<T>): Promise<T> {
    const first = this.#first.get(api);
    if (first !== undefined) {
      await first;
      return read();
    }
    const reading = read();
    this.#first.set(
      api,
      reading.then(
        () => undefined,
        () => undefined,
      ),
    );
    return reading;
  }

  /** From single reads of records of which lists were asked for the same fields. */
  learnFrom(api: ApiModule, outcomes: Iterable<LoadOutcome>): void {
    for (const outcome of outcomes) {
      if (outcome.status === 'present') this.of(api).noteSingle(outcome.record.fields);
    }
    this.tell(api);
  }

  /** Logs what is known and wasn't told yet. */
  tell(api: ApiModule): void {
    const { leftOut, nowhere, single } = this.report(api);
    const module = crmModuleOf(api);
    const setting = `ZOHO_FIELDS_${module.toUpperCase()}`;
    this.#once('warn', `left out ${api}`, leftOut, {
      event: 'zoho.fields_left_out',
      ...{ module: api, code: 'INVALID_DATA' },
      reason: `Zoho refuses lists of ${api} that ask for these fields: they are read without them`,
    });
    this.#once('warn', `nowhere ${module}`, nowhere, {
      event: 'zoho.fields_nowhere',
      module,
      reason: `${setting} names fields that ${module} don't have: check their API names`,
    });
    this.#once('log', `single ${api}`, single, {
      event: 'zoho.read_singly',
      module: api,
      reason: `lists of ${api} lack these fields: each record is read by itself, at one API credit`,
    });
  }

  #once(
    level: 'warn' | 'log',
    what: string,
    fields: readonly string[],
    entry: Readonly<Record<string, string>>,
  ): void {
    const untold = fields.filter((field) => !this.#told.has(`${what} ${field}`));
    if (untold.length === 0) return;
    for (const field of untold) this.#told.add(`${what} ${field}`);
    this.#logger[level]({ ...entry, fields: untold });
  }

  /** A name of the settings is for all API modules of a CRM module: it is somewhere if one of them has it. */
  #nowhere(api: ApiModule): readonly string[] {
    const places = apiModulesOf(crmModuleOf(api));
    return this.wanted
      .named(api)
      .filter((field) =>
        places
          .filter((place) => this.wanted.named(place).includes(field))
          .every((place) => this.of(place).of('nowhere', 'refused').includes(field)),
      );
  }

  async #learn(refusal: ZohoError, api: ApiModule, id: string): Promise<void> {
    const known = this.of(api);
    const asked = known.asked.filter((field) => field !== 'id');
    if (refusal.field !== undefined && asked.includes(refusal.field)) known.refuse([refusal.field]);
    else await this.#search(api, id, asked);
    this.tell(api);
  }

  /** What Zoho brings itself is hardly at fault, so the others are looked at first. */
  async #search(api: ApiModule, id: string, asked: readonly string[]): Promise<void> {
    const uncertain = this.wanted.uncertain(api).filter((field) => asked.includes(field));
    const certain = asked.filter((field) => !uncertain.includes(field));
    const isAmongThem = uncertain.length > 0 && !(await this.#isRefused(api, id, certain));
    const refused = await this.#refusedIn(api, id, isAmongThem ? uncertain : asked);
    // Where nothing at all is accepted, it isn't the fields.
    if (refused.length < asked.length) this.of(api).refuse(refused);
  }

  /** For which of these fields, one of which it is at least, a call is refused: found by halves. */
  async #refusedIn(
    api: ApiModule,
    id: string,
    fields: readonly string[],
  ): Promise<readonly string[]> {
    if (fields.length <= 1) return fields;
    const middle = Math.ceil(fields.length / 2);
    const [first, second] = [fields.slice(0, middle), fields.slice(middle)];
    if (!(await this.#isRefused(api, id, first))) return this.#refusedIn(api, id, second);
    const found = await this.#refusedIn(api, id, first);
    if (!(await this.#isRefused(api, id, second))) return found;
    return [...found, ...(await this.#refusedIn(api, id, second))];
  }

  async #isRefused(api: ApiModule, id: string, fields: readonly string[]): Promise<boolean> {
    try {
      for (const group of fieldGroups(['id', ...fields])) {
        await (readsByName(api)
          ? this.calls.single(api, id, group)
          : this.calls.list(api, [id], group));
      }
      return false;
    } catch (error) {
      if (blamesFields(error, fields)) return true;
      throw error;
    }
  }
}

/** Whether Zoho refuses a call for its fields, or for one of them. */
export function blamesFields(error: unknown, asked: readonly string[]): error is ZohoError {
  if (!(error instanceof ZohoError)) return false;
  const { status, zohoCode, field } = error;
  if (status !== 400 || zohoCode !== 'INVALID_DATA' || field === undefined) return false;
  return field === 'fields' || (field !== 'id' && asked.includes(field));
}

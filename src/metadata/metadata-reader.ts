import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ApiModule } from '../crm/modules.js';
import { Clock } from '../kernel/clock.js';
import { ZohoError } from '../zoho/http/zoho-error.js';
import { ZohoHttp } from '../zoho/http/zoho-http.js';
import {
  type FieldMetadata,
  type Metadata,
  type MetadataRefusal,
  type ModuleMetadata,
  noMetadata,
} from './module-metadata.js';
import { fieldsToldBy, modulesFrom, organisationFrom, userZoneFrom } from './read-answers.js';

/** A part of the metadata, and what it takes to be told. */
interface Question<T> {
  readonly what: string;
  readonly scope: string;
  readonly path: `/${string}`;
  readonly query?: Readonly<Record<string, string>>;
  readonly read: (body: unknown) => T | undefined;
}

const modulesQuestion: Question<ReturnType<typeof modulesFrom>> = {
  what: 'modules',
  scope: 'ZohoCRM.settings.modules.READ',
  path: '/crm/v8/settings/modules',
  read: modulesFrom,
};

const organisationQuestion: Question<ReturnType<typeof organisationFrom>> = {
  what: 'time zone and currency',
  scope: 'ZohoCRM.org.READ',
  path: '/crm/v8/org',
  read: organisationFrom,
};

const userQuestion: Question<string> = {
  what: 'time zone of the user',
  scope: 'ZohoCRM.users.READ',
  path: '/crm/v8/users',
  query: { type: 'CurrentUser' },
  read: userZoneFrom,
};

const fieldsScope = 'ZohoCRM.settings.fields.READ';

type Fields = readonly FieldMetadata[];

function fieldsQuestion(module: string): Question<Fields> {
  return {
    what: `fields of ${module}`,
    scope: fieldsScope,
    path: '/crm/v8/settings/fields',
    query: { module },
    read: fieldsToldBy,
  };
}

/** Asks Zoho what modules, fields, zone and currency the organisation has; a credit for each question. */
@Injectable()
export class MetadataReader {
  readonly #apis: readonly ApiModule[];

  constructor(
    private readonly http: ZohoHttp,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    this.#apis = settings.queue.apis;
  }

  /**
   * All that Zoho tells; what it refuses is among the refusals, and as before where it was told then.
   * @throws ZohoError where Zoho can't be asked, so that it is worth asking again
   */
  async read(before: Metadata = noMetadata): Promise<Metadata> {
    const refusals: MetadataRefusal[] = [];
    const [listed, organisation] = await Promise.all([
      this.#ask(modulesQuestion, refusals),
      this.#ask(organisationQuestion, refusals),
    ]);
    const timeZone = organisation?.timeZone ?? (await this.#ask(userQuestion, refusals));
    // Who says nothing of its modules, and doesn't refuse to either, says nothing of their fields.
    const isMute =
      listed === undefined && !refusals.some(({ what }) => what === modulesQuestion.what);
    const fields = isMute ? new Map<string, Fields>() : await this.#fields(refusals);
    const modules = this.#apis.map((api): ModuleMetadata => {
      const old = before.modules.find((module) => module.api === api);
      const named = listed?.find((module) => module.api === api);
      return {
        api,
        singular: named?.singular ?? old?.singular,
        plural: named?.plural ?? old?.plural,
        fields: fields.get(api) ?? old?.fields,
      };
    });
    return {
      readAtMs: this.clock.now(),
      timeZone: timeZone ?? before.timeZone,
      currency: organisation?.currency ?? before.currency,
      modules,
      moduleNames: listed?.map(({ api }) => api),
      refusals,
    };
  }

  /** One module first: where the scope is missing, it is missing for the others too. */
  async #fields(refusals: MetadataRefusal[]): Promise<ReadonlyMap<string, Fields>> {
    const [first, ...others] = this.#apis;
    const found = await this.#fieldsOf(first === undefined ? [] : [first], refusals);
    if (refusals.some(({ scope }) => scope === fieldsScope)) return found;
    const all = new Map([...found, ...(await this.#fieldsOf(others, refusals))]);
    const rowModules = [...all.values()].flat().flatMap(({ rowModule }) => rowModule ?? []);
    const rows = await this.#fieldsOf([...new Set(rowModules)], refusals);
    return new Map(
      [...all].map(([api, fields]) => [api, fields.map((field) => withRows(field, rows))]),
    );
  }

  async #fieldsOf(
    modules: readonly string[],
    refusals: MetadataRefusal[],
  ): Promise<ReadonlyMap<string, Fields>> {
    const answers = await Promise.all(
      modules.map(
        async (module) => [module, await this.#ask(fieldsQuestion(module), refusals)] as const,
      ),
    );
    return new Map(
      answers.flatMap(([module, fields = []]) => (fields.length === 0 ? [] : [[module, fields]])),
    );
  }

  async #ask<T>(
    { what, scope, path, query, read }: Question<T>,
    refusals: MetadataRefusal[],
  ): Promise<T | undefined> {
    try {
      const request = { method: 'GET', path, subject: what, ...(query && { query }) } as const;
      const { body } = await this.http.request(request);
      return read(body);
    } catch (error) {
      if (!(error instanceof ZohoError) || error.retry.kind !== 'never') throw error;
      const isMissing = error.code === 'zoho.scope_missing';
      refusals.push({ what, scope: isMissing ? scope : undefined, reason: error.message });
      return undefined;
    }
  }
}

function withRows(field: FieldMetadata, rows: ReadonlyMap<string, Fields>): FieldMetadata {
  const rowFields = field.rowModule === undefined ? undefined : rows.get(field.rowModule);
  return rowFields === undefined ? field : { ...field, rowFields };
}

import { Inject, Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type FieldChoice } from '../crm/field-choice.js';
import { type ApiModule, type CrmModule, crmModuleOf } from '../crm/modules.js';
import { sha256 } from '../kernel/signing.js';
import { OrganisationMetadata } from '../metadata/organisation-metadata.js';
import { type Kind } from './kinds/parts/kind.js';
import { organisedKind } from './kinds/organised-kind.js';
import { childSummaryFrom } from './render/child-summary.js';
import { rendererVersion } from './render/renderer-version.js';
import { type RenderContext } from './render/render-record.js';

/** The kinds of records as this organisation has them, by its settings and what the CRM tells of it. */
@Injectable()
export class OrganisationKinds {
  readonly #kinds = new Map<ApiModule, Kind>();
  readonly #renderings = new WeakMap<Kind, string>();
  #metadata: OrganisationMetadata['current'] | undefined;

  constructor(
    private readonly settings: Settings,
    @Inject(OrganisationMetadata)
    private readonly metadata: Pick<OrganisationMetadata, 'current' | 'ready'>,
  ) {}

  /** Resolves once the kinds are worth asking for; never rejects. */
  ready(): Promise<void> {
    return this.metadata.ready();
  }

  kindOf(api: ApiModule): Kind {
    const { current } = this.metadata;
    if (this.#metadata !== current) this.#kinds.clear();
    this.#metadata = current;
    const kind = this.#kinds.get(api) ?? this.#kindOf(api);
    this.#kinds.set(api, kind);
    return kind;
  }

  /** What documents are made by, beside the record. */
  get context(): RenderContext {
    const { timeZone, currency } = this.metadata.current;
    const { modules } = this.settings.queue;
    return { timeZone, currency, modules, kindOf: (api) => this.kindOf(api) };
  }

  /**
   * Names what a module's documents are made by, beside the records: fields, labels, the organisation's time zone and
   * currency, and the renderer. A document that was made by another one may read otherwise today.
   */
  renderingOf(api: ApiModule): string {
    const kind = this.kindOf(api);
    const known = this.#renderings.get(kind);
    if (known !== undefined) return known;
    const { timeZone, currency, modules } = this.context;
    const named = JSON.stringify([
      ...[rendererVersion, api, kind, timeZone, currency],
      modules?.toSorted(),
    ]);
    const rendering = sha256(named).toString('hex').slice(0, 16);
    this.#renderings.set(kind, rendering);
    return rendering;
  }

  /** Whether records of that summary are kept in memory; of one that can't be read, those of its module. */
  areSynced(module: CrmModule, summary: unknown): boolean {
    const api = childSummaryFrom(summary)?.api;
    return this.settings.queue.synced.has(api === undefined ? { module } : { module, api });
  }

  /** The fields that the settings name, as a rule for all API modules of the CRM module. */
  named(api: ApiModule): readonly string[] {
    if (!this.settings.queue.apis.includes(api)) return [];
    return this.#choiceOf(api)?.named ?? [];
  }

  #choiceOf(api: ApiModule): FieldChoice | undefined {
    const { fields } = this.settings.zoho;
    return fields.get(api) ?? fields.get(crmModuleOf(api));
  }

  #kindOf(api: ApiModule): Kind {
    const choice = this.#choiceOf(api);
    return organisedKind(api, {
      metadata: this.metadata.current.modules.find((module) => module.api === api),
      modules: this.settings.queue.modules,
      ...(choice === undefined ? {} : { choice }),
    });
  }
}

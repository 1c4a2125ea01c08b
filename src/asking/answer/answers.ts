import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { apiModulesOf, type ApiModule, type CrmModule } from '../../crm/modules.js';
import { type RecordKey, recordKey } from '../../crm/record-ref.js';
import { Clock } from '../../kernel/clock.js';
import { type StoredDocument } from '../../memory/memory-document.js';
import { AnswerFreshness, type AnswerAge, type WholeAge } from '../freshness/answer-freshness.js';
import { type Checked, LiveLooks, type LookResult, type Sought } from '../freshness/live-looks.js';
import { Organisation } from '../organisation.js';
import { shownDocument } from '../view/shown-document.js';
import { type Sight } from '../view/sight.js';
import { type AnsweredFacts, answeredFacts, type WantedFacts } from './answered-facts.js';
import { recordUrl } from './record-url.js';

/** A record in an answer. */
export interface AnsweredRecord {
  readonly module: CrmModule;
  readonly id: string;
  readonly title: string | null;
  readonly kind: string;
  /** Opens it in Zoho. */
  readonly url: string;
  readonly facts: AnsweredFacts;
  readonly excerpt?: string;
  readonly score?: number;
  readonly document?: string;
  readonly freshness: AnswerAge;
}

/** What is to be answered of one record. */
export interface Found {
  readonly document: StoredDocument;
  readonly excerpt?: string;
  readonly score?: number;
}

export interface AnswerOptions {
  /** The modules that were asked about: what isn't found is as old as these. */
  readonly modules: readonly CrmModule[];
  readonly sight: Sight;
  readonly maxAgeMs: number | undefined;
  readonly facts: WantedFacts;
  readonly documents: boolean;
  /** Records of which the CRM was asked already. */
  readonly looked?: LookResult['found'];
}

export interface Answered {
  readonly records: readonly AnsweredRecord[];
  readonly freshness: WholeAge;
  /** Null where no age was asked for. */
  readonly checked: Checked | null;
}

/** Makes answers of documents: with their facts and their age, and no older than was asked for. */
@Injectable()
export class Answers {
  constructor(
    private readonly freshness: AnswerFreshness,
    private readonly looks: LiveLooks,
    private readonly organisation: Organisation,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** @throws the error of Redis */
  async of(found: readonly Found[], options: AnswerOptions): Promise<Answered> {
    const { modules, maxAgeMs } = options;
    const documents = found.map(({ document }) => document);
    const first = await this.freshness.of(documents, modules, options.looked);
    if (maxAgeMs === undefined) {
      const records = found.flatMap((each) => this.#record(each, first.records, options));
      return { records, freshness: first.whole, checked: null };
    }
    const tooOld = documents.filter((document) =>
      this.#isTooOld(first.records.get(recordKey(document)), maxAgeMs),
    );
    const look = await this.look(tooOld.map(soughtFrom));
    const present = found.flatMap((each) => withLook(each, look));
    const ages = await this.freshness.of(
      present.map(({ document }) => document),
      modules,
      look.found,
    );
    const records = present.flatMap((each) => this.#record(each, ages.records, options));
    return { records, freshness: ages.whole, checked: look.checked };
  }

  /** Asks the CRM for these records. Never rejects because of the CRM. */
  look(sought: readonly Sought[]): Promise<LookResult> {
    return this.looks.at(sought);
  }

  #isTooOld(age: AnswerAge | undefined, maxAgeMs: number): boolean {
    const provedAt = age?.proved_through ?? null;
    return provedAt === null || this.clock.now() - Date.parse(provedAt) >= maxAgeMs;
  }

  /** What is answered of a record that memory doesn't have. */
  missing(module: CrmModule, id: string): Omit<AnsweredRecord, 'document' | 'freshness'> {
    const api = apiOf(module);
    const url = recordUrl(this.settings.zoho.dataCenter, api, id);
    return { module, id, title: null, kind: this.organisation.kindOf(api).noun, url, facts: {} };
  }

  /** Every record of every answer goes out here, as whoever asked may see it; none where that is nothing. */
  #record(
    { document, ...hit }: Found,
    ages: ReadonlyMap<RecordKey, AnswerAge>,
    options: AnswerOptions,
  ): readonly AnsweredRecord[] {
    const shown = shownDocument(document, options.sight)?.document;
    if (shown === undefined) return [];
    const freshness = ages.get(recordKey(document));
    if (freshness === undefined)
      throw new Error(`nothing is known of the age of ${recordKey(document)}`);
    return [{ ...this.#shown(shown, options), ...hit, freshness }];
  }

  #shown(
    { module, id, title, facts, body }: StoredDocument,
    options: AnswerOptions,
  ): Omit<AnsweredRecord, 'freshness'> {
    const api = facts?.api ?? apiOf(module);
    const now = this.organisation.calendar.momentOf(this.clock.now());
    return {
      module,
      id,
      title,
      kind: facts?.kind ?? this.organisation.kindOf(api).noun,
      url: recordUrl(this.settings.zoho.dataCenter, api, id),
      facts: answeredFacts(facts, options.facts, now),
      ...(options.documents ? { document: body } : {}),
    };
  }
}

function soughtFrom(document: StoredDocument): Sought {
  const { module, id, facts } = document;
  return { module, id, ...(facts === undefined ? {} : { api: facts.api }), held: document };
}

/** What is gone is no answer; what changed is answered as it is now. */
function withLook(each: Found, { found }: LookResult): readonly Found[] {
  const looked = found.get(recordKey(each.document));
  if (looked === undefined) return [each];
  return looked.document === undefined ? [] : [{ ...each, document: looked.document }];
}

function apiOf(module: CrmModule): ApiModule {
  return apiModulesOf(module)[0] ?? module;
}

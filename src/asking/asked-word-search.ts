import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { recordKey } from '../crm/record-ref.js';
import { type StoredDocument } from '../memory/memory-document.js';
import { MemorySink } from '../memory/memory-sink.js';
import { plain } from '../memory/search/searchable-text.js';
import { searchTexts } from '../memory/search/search-texts.js';
import { allSynonyms, type Synonyms } from '../memory/search/synonyms.js';
import { type Found } from './answer/answers.js';
import { type AskedModule, everyModule, isAsked, leastFetched } from './request/asked-modules.js';
import { shownDocument } from './view/shown-document.js';
import { type Sight } from './view/sight.js';

/** Words to look for, in which modules; undefined: in all that may be seen. */
interface AskedWords {
  readonly text: string;
  readonly limit: number;
  readonly asked: readonly AskedModule[] | undefined;
}

/** So many are looked at again for somebody who may see a part of them. */
const mostLookedAt = 200;

/** Finds records by words, and for those who may see a part of the CRM only by what they may see. */
@Injectable()
export class AskedWordSearch {
  readonly #synonyms: Synonyms;

  constructor(
    private readonly memory: MemorySink,
    settings: Settings,
  ) {
    this.#synonyms = allSynonyms(settings.memory.synonyms ?? '', plain);
  }

  /** @throws AppError `memory.*` */
  async find({ text, limit, asked }: AskedWords, sight: Sight): Promise<readonly Found[]> {
    const modules = asked?.map(({ module }) => module);
    if (!sight.isWhole) {
      const about = modules ?? sight.shown;
      const query = { text, limit: mostLookedAt, modules: about, spelledAlike: true };
      return this.#shown(await this.#found(query, asked), { text, limit }, sight);
    }
    const query = { text, limit: leastFetched(limit, asked), modules };
    const found = await this.#found(query, asked);
    const covered = found.filter(({ document }) => sight.covers(document));
    // What is synced no more took the place of what is.
    if (covered.length < found.length && asked === undefined) {
      return this.find({ text, limit, asked: everyModule(sight) }, sight);
    }
    return covered.slice(0, limit);
  }

  async #found(
    query: Parameters<MemorySink['search']>[0],
    asked: AskedWords['asked'],
  ): Promise<readonly Found[]> {
    const hits = await this.memory.search(query);
    const held = await Promise.all(
      hits.map(async (hit) => ({ hit, document: await this.memory.get(hit.key) })),
    );
    return held.flatMap(({ hit: { excerpt, score }, document }) =>
      document === undefined || !isAsked(document, asked) ? [] : [{ document, excerpt, score }],
    );
  }

  /** What memory found by words that may not be seen isn't found, and the rest is ranked by what may be seen. */
  #shown(
    found: readonly Found[],
    query: { readonly text: string; readonly limit: number },
    sight: Sight,
  ): readonly Found[] {
    const documents = new Map<string, StoredDocument>();
    const texts = found.flatMap(({ document }) => {
      const shown = shownDocument(document, sight);
      if (shown === undefined) return [];
      const key = recordKey(document);
      documents.set(key, document);
      return [{ key, title: shown.document.title, body: shown.searched }];
    });
    return searchTexts(texts, query, this.#synonyms).flatMap(({ key, excerpt, score }) => {
      const document = documents.get(key);
      return document === undefined ? [] : [{ document, excerpt, score }];
    });
  }
}

import { Injectable } from '@nestjs/common';

import { recordKey, type RecordRef } from '../crm/record-ref.js';
import { type View } from '../crm/view.js';
import { type SnakeCased, snakeCased } from '../kernel/snake-case.js';
import { type StoredDocument } from '../memory/memory-document.js';
import { MemorySink } from '../memory/memory-sink.js';
import { type AnsweredRecord, Answers } from './answer/answers.js';
import { shownExplanation } from './explain/shown-explanation.js';
import { type RecordExplanation, RecordExplanations } from './explain/record-explanations.js';
import { AnswerFreshness } from './freshness/answer-freshness.js';
import { type Checked, type LookResult } from './freshness/live-looks.js';
import { moduleAsked } from './request/asked-modules.js';
import { Organisation } from './organisation.js';
import { flagAsked, maxAgeFrom, questionFrom, recordIdFrom } from './request/questions.js';
import { type Sight } from './view/sight.js';
import { forbidden } from './wrong-question.js';

/** One record: what is known of it, and how it came to be in memory. */
export type RecordAnswer = SnakeCased<RecordExplanation> &
  Omit<AnsweredRecord, 'document'> & {
    readonly document: string | null;
    readonly checked: Checked | null;
  };

type Named = Pick<RecordRef, 'module' | 'id'>;

type Answer = Omit<AnsweredRecord, 'document'> & Pick<RecordAnswer, 'document' | 'checked'>;

/** Answers for single records, whether memory has them or not. */
@Injectable()
export class AskedRecord {
  constructor(
    private readonly memory: MemorySink,
    private readonly explanations: RecordExplanations,
    private readonly answers: Answers,
    private readonly freshness: AnswerFreshness,
    private readonly organisation: Organisation,
  ) {}

  /**
   * `{module, id, max_age?, live?}`; `live` asks the CRM whatever the age, and says how memory differs.
   * @throws AppError as `Asking`
   */
  async get(given: unknown, view: View): Promise<RecordAnswer> {
    const question = questionFrom('record', given);
    const sight = this.organisation.sightOf(view);
    const { module } = moduleAsked(question['module'], sight);
    const id = recordIdFrom(question['id']);
    const maxAgeMs = maxAgeFrom(question['max_age']);
    const live = flagAsked('live', question['live']);
    if (live && !sight.isWhole) {
      throw forbidden('live compares with all that the CRM has of a record: use max_age');
    }
    const known = await this.explanations.of(module, id, { live });
    const explanation = sight.isWhole ? known : shownExplanation(known);
    const document = await this.memory.get(recordKey({ module, id }));
    const explained = snakeCased(explanation);
    const answer = await this.#answer({ module, id }, document, { maxAgeMs, sight });
    return { ...explained, ...answer };
  }

  async #answer(
    ref: Named,
    held: StoredDocument | undefined,
    { maxAgeMs, sight }: { readonly maxAgeMs: number | undefined; readonly sight: Sight },
  ): Promise<Answer> {
    const options = { modules: [], facts: 'all', documents: true, sight } as const;
    if (held !== undefined) {
      const answer = await this.answers.of([{ document: held }], { ...options, maxAgeMs });
      const [record] = answer.records;
      if (record !== undefined) return present(record, answer.checked);
      return this.#missing(ref, answer.checked, new Map());
    }
    if (maxAgeMs === undefined) return this.#missing(ref, null, new Map());
    const { checked, found } = await this.answers.look([{ ...ref, held }]);
    const document = found.get(recordKey(ref))?.document;
    if (document === undefined) return this.#missing(ref, checked, found);
    const looked = { ...options, maxAgeMs: undefined, looked: found };
    const [record] = (await this.answers.of([{ document }], looked)).records;
    return record === undefined ? this.#missing(ref, checked, found) : present(record, checked);
  }

  /** Of what memory doesn't have, that is as well known as what it has. */
  async #missing(
    ref: Named,
    checked: Checked | null,
    looked: LookResult['found'],
  ): Promise<Answer> {
    const ages = await this.freshness.of([{ ...ref, version: 0, storedAtMs: 0 }], [], looked);
    const freshness = ages.records.get(recordKey(ref)) ?? ages.whole;
    return { ...this.answers.missing(ref.module, ref.id), document: null, freshness, checked };
  }
}

function present(record: AnsweredRecord, checked: Checked | null): Answer {
  return { ...record, document: record.document ?? null, checked };
}

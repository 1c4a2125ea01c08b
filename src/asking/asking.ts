import { Injectable } from '@nestjs/common';

import { recordKey } from '../crm/record-ref.js';
import { type View } from '../crm/view.js';
import { Clock } from '../kernel/clock.js';
import { type FactAggregate, type FactFind, type FactSelection } from '../memory/fact-query.js';
import { type Measure, measures, type AnsweredGroup, answeredGroups } from './answer/aggregates.js';
import { type AnsweredRecord, Answers } from './answer/answers.js';
import { type WholeAge } from './freshness/answer-freshness.js';
import { type Checked } from './freshness/live-looks.js';
import { Organisation } from './organisation.js';
import { type AskedField, AskedFields, fieldsKnown } from './request/asked-fields.js';
import { type AskedModule, moduleAsked, modulesAsked } from './request/asked-modules.js';
import { type ConditionContext, conditionsFrom } from './request/conditions.js';
import { cursorAt, offsetOf } from './request/cursor.js';
import { groupingFrom, measuredField, orderFrom } from './request/measuring.js';
import {
  flagAsked,
  maxAgeFrom,
  questionFrom,
  recordIdFrom,
  wholeFrom,
} from './request/questions.js';
import { mostRelated, relatedTo } from './related.js';
import { type Sight } from './view/sight.js';
import { AskedMemory } from './asked-memory.js';
import { AskedWordSearch } from './asked-word-search.js';
import { wrongQuestion } from './wrong-question.js';

interface Answer {
  readonly freshness: WholeAge;
  readonly checked: Checked | null;
}

export interface SearchAnswer extends Answer {
  readonly hits: readonly AnsweredRecord[];
}

export interface FindAnswer extends Answer {
  readonly records: readonly AnsweredRecord[];
  readonly next_cursor?: string;
}

export interface AggregateAnswer extends Answer {
  readonly groups: readonly AnsweredGroup[];
}

const searchLimit = { least: 1, most: 100, usual: 10 };
const findLimit = { least: 1, most: 200, usual: 20 };
const relatedLimit = { least: 1, most: mostRelated, usual: 200 };
const mostGroups = 1000;

/** A module that is asked about by its fields. */
interface Scope extends ConditionContext {
  readonly asked: AskedModule;
}

/**
 * The one service behind every way to ask memory. Questions come as they were given; answers are as they go out, in
 * snake_case, hold nothing that the view of whoever asks doesn't show, and say how old they are. @throws AppError `ask.wrong` for a question that must be put otherwise,
 * `ask.forbidden`, `ask.unanswerable`, `memory.*`, or the error of Redis
 */
@Injectable()
export class Asking {
  constructor(
    private readonly memory: AskedMemory,
    private readonly words: AskedWordSearch,
    private readonly answers: Answers,
    private readonly organisation: Organisation,
    private readonly clock: Clock,
  ) {}

  /** `{query, modules?, limit?, max_age?, documents?}`: the records whose words answer best. */
  async search(given: unknown, view: View): Promise<SearchAnswer> {
    const question = questionFrom('search', given);
    const sight = this.organisation.sightOf(view);
    const { query } = question;
    if (typeof query !== 'string' || query.trim() === '') {
      throw wrongQuestion('query must hold the words to look for');
    }
    const limit = wholeFrom('limit', question['limit'], searchLimit);
    const asked = modulesAsked(question['modules'], sight);
    const maxAgeMs = maxAgeFrom(question['max_age']);
    const documents = flagAsked('documents', question['documents']);
    const found = await this.words.find({ text: query, limit, asked }, sight);
    const about = asked?.map(({ module }) => module) ?? sight.shown;
    const { records, ...rest } = await this.answers.of(found, {
      modules: about,
      sight,
      maxAgeMs,
      facts: [],
      documents,
    });
    return { hits: records, ...rest };
  }

  /** `{module, where?, order_by?, limit?, cursor?, max_age?}`: the records of which all that is true. */
  async find(given: unknown, view: View): Promise<FindAnswer> {
    const question = questionFrom('find', given);
    const sight = this.organisation.sightOf(view);
    const scope = await this.#scope(question['module'], sight);
    const where = conditionsFrom(question['where'], scope);
    const orderBy = orderFrom(question['order_by'], scope.fields);
    const limit = wholeFrom('limit', question['limit'], findLimit);
    const maxAgeMs = maxAgeFrom(question['max_age']);
    const { module, where: asked, order_by: order } = question;
    const sameQuestion = [module, asked ?? [], order ?? []];
    const offset = offsetOf(question['cursor'], sameQuestion);
    const selection = this.#selection(scope, where);
    const query: FactFind = { ...selection, orderBy, limit: limit + 1, offset };
    const documents = await this.memory.facts([selection.module], (facts) => facts.find(query));
    const found = documents.slice(0, limit).map((document) => ({ document }));
    const answer = await this.answers.of(found, {
      modules: [selection.module],
      sight,
      maxAgeMs,
      facts: [...where, ...orderBy].flatMap(({ target }) =>
        target.kind === 'field' ? [target.field] : [],
      ),
      documents: false,
    });
    if (documents.length <= limit) return answer;
    return { ...answer, next_cursor: cursorAt(offset + limit, sameQuestion) };
  }

  /** `{module, measure, field?, group_by?, where?}`: numbers over the records of which all that is true. */
  async aggregate(given: unknown, view: View): Promise<AggregateAnswer> {
    const question = questionFrom('aggregate', given);
    const sight = this.organisation.sightOf(view);
    const scope = await this.#scope(question['module'], sight);
    const where = conditionsFrom(question['where'], scope);
    const measure = measures.find((each) => each === question['measure']);
    if (measure === undefined) throw wrongQuestion(`measure must be one of ${measures.join(' ')}`);
    const field = measuredField(measure, question['field'], scope.fields);
    const groupBy = groupingFrom(question['group_by'], scope.fields);
    const selection = this.#selection(scope, [...where, ...whereFilled(measure, field)]);
    const query: FactAggregate = {
      ...selection,
      measured: measure === 'count' ? undefined : field?.target,
      groupBy: groupBy.map(({ target }) => target),
    };
    const groups = await this.memory.facts([selection.module], (facts) => facts.aggregate(query));
    if (groups.length > mostGroups) {
      throw wrongQuestion(
        `there are more than ${mostGroups} groups: group by less, or ask with where`,
      );
    }
    const { calendar } = this.organisation;
    const { freshness } = await this.answers.of([], {
      modules: [selection.module],
      sight,
      maxAgeMs: undefined,
      facts: [],
      documents: false,
    });
    return {
      groups: answeredGroups(groups, measure, { groupBy, calendar }),
      freshness,
      checked: null,
    };
  }

  /** `{module, id, modules?, limit?, max_age?}`: what belongs to a record, of an account also what belongs to its deals. */
  async related(given: unknown, view: View): Promise<FindAnswer> {
    const question = questionFrom('related', given);
    const sight = this.organisation.sightOf(view);
    const { module } = moduleAsked(question['module'], sight);
    const id = recordIdFrom(question['id']);
    const asked = modulesAsked(question['modules'], sight);
    const limit = wholeFrom('limit', question['limit'], relatedLimit);
    const maxAgeMs = maxAgeFrom(question['max_age']);
    const about = asked?.map((each) => each.module) ?? sight.shown;
    const key = recordKey({ module, id });
    const documents = await this.memory.facts(about, (facts) =>
      relatedTo(facts, { key, module, asked, limit }, sight),
    );
    const found = documents.map((document) => ({ document }));
    return this.answers.of(found, { modules: about, sight, maxAgeMs, facts: [], documents: false });
  }

  async #scope(name: unknown, sight: Sight): Promise<Scope> {
    const asked = moduleAsked(name, sight);
    const { module, apis } = asked;
    const seen = await this.memory.facts([module], (facts) => facts.fieldsOf(module, apis));
    await this.organisation.ready();
    const known = fieldsKnown(asked, (api) => this.organisation.kindOf(api).fields, seen);
    const nowMs = this.clock.now();
    const { calendar } = this.organisation;
    const fields = new AskedFields(asked, known, calendar.momentOf(nowMs), sight);
    return { asked, fields, calendar, nowMs };
  }

  #selection({ asked: { module, apis } }: Scope, where: FactSelection['where']): FactSelection {
    return { module, where, ...(apis === undefined ? {} : { apis }) };
  }
}

/** Of a field that is named, the records that have a value are counted. */
function whereFilled(measure: Measure, field: AskedField | undefined): FactSelection['where'] {
  if (measure !== 'count' || field === undefined) return [];
  return [{ target: field.target, tests: [{ kind: 'filled' }], negated: false }];
}

import { type ApiModule, apiModulesOf } from '../../crm/modules.js';
import { type Field, type FieldKind } from '../../documents/kinds/parts/field.js';
import { type FactType } from '../../memory/document-facts.js';
import { type FactTarget, type KnownField, type Moment } from '../../memory/fact-query.js';
import { folded } from '../../memory/folded-text.js';
import { type AskedModule } from './asked-modules.js';
import { type Sight } from '../view/sight.js';
import { wrongQuestion } from '../wrong-question.js';

/** A field that somebody asked about: where its values are, and what they are. */
export interface AskedField {
  /** As it was asked for. */
  readonly name: string;
  readonly target: FactTarget;
  readonly type: FactType;
}

const typeOfKind: Readonly<Record<FieldKind, FactType>> = {
  text: 'text',
  longText: 'text',
  number: 'number',
  money: 'money',
  date: 'day',
  dateTime: 'time',
  boolean: 'flag',
  lookup: 'link',
  list: 'list',
  duration: 'number',
  choice: 'text',
  untyped: 'text',
  rows: 'list',
};

/** Every field that records of a module have: those of its kind, and those that memory has seen. */
export function fieldsKnown(
  { module, apis = apiModulesOf(module) }: AskedModule,
  fieldsOf: (api: ApiModule) => readonly Field[],
  seen: readonly KnownField[],
): readonly KnownField[] {
  const ofKind = apis.flatMap((api) =>
    fieldsOf(api).map(({ api: field, label, kind }) => ({ field, label, type: typeOfKind[kind] })),
  );
  return [...new Map([...ofKind, ...seen].map((each) => [each.field, each])).values()];
}

/** What may not be asked about, and so not be filtered, sorted, grouped or measured by. */
function mayBeAsked(asked: AskedModule, { field, label, type }: KnownField, sight: Sight): boolean {
  const { module, apis = apiModulesOf(module) } = asked;
  return apis.every((api) => sight.mayBeAskedBy(api, { api: field, label }, type));
}

const specials = ['owner', 'account', 'open', 'won', 'lost', 'overdue', 'modified_at', 'id'];

/** Finds fields by API name or label. */
export class AskedFields {
  constructor(
    private readonly asked: AskedModule,
    private readonly known: readonly KnownField[],
    private readonly now: Moment,
    private readonly sight: Sight,
  ) {}

  /** @throws AppError `ask.wrong`, naming the fields that there are */
  named(name: unknown, where: string): AskedField {
    if (typeof name !== 'string' || name.trim() === '') {
      throw wrongQuestion(`${where} must be the name of a field: ${this.#names()}`);
    }
    const found = this.#special(name) ?? this.#field(name);
    if (found !== undefined && !this.#mayAsk(found.target)) {
      throw wrongQuestion(
        `${where}: what ${found.name} holds is hidden from this token, so nothing can be asked by it`,
      );
    }
    if (found !== undefined) return found;
    const shown = name.slice(0, 60);
    throw wrongQuestion(
      `${where}: ${this.asked.module} has no field ${shown}; use ${this.#names()}`,
    );
  }

  #field(name: string): AskedField | undefined {
    const sought = folded(name);
    const found =
      this.known.find(({ field }) => field === name) ??
      this.known.find(({ field }) => folded(field) === sought) ??
      this.known.find(({ label }) => folded(label) === sought) ??
      this.known.find(({ field }) => folded(field.replaceAll('_', ' ')) === sought);
    if (found === undefined) return undefined;
    return { name, target: { kind: 'field', field: found.field }, type: found.type };
  }

  #special(name: string): AskedField | undefined {
    switch (name) {
      case 'owner':
        return { name, target: { kind: 'field', field: 'Owner' }, type: 'user' };
      case 'account':
        return { name, target: { kind: 'account' }, type: 'link' };
      case 'open':
      case 'won':
      case 'lost':
        return { name, target: { kind: name }, type: 'flag' };
      case 'overdue':
        return { name, target: { kind: 'overdue', now: this.now }, type: 'flag' };
      case 'modified_at':
      case 'Modified_Time':
        return { name, target: { kind: 'modified_at' }, type: 'time' };
      case 'id':
        return { name, target: { kind: 'id' }, type: 'text' };
      default:
        return undefined;
    }
  }

  #mayAsk(target: FactTarget): boolean {
    const { module, apis = apiModulesOf(module) } = this.asked;
    switch (target.kind) {
      case 'field':
        return mayBeAsked(this.asked, this.#known(target.field), this.sight);
      case 'account':
        return this.sight.showsAccountsOf(apis);
      case 'open':
      case 'won':
      case 'lost':
        return apis.every((api) => this.sight.showsStateOf(api));
      case 'overdue':
        return apis.every((api) => this.sight.showsDueOf(api));
      case 'modified_at':
        return !this.sight.view.hidesIn(module, ['Modified_Time']);
      case 'id':
        return true;
    }
  }

  /** `owner` may be asked for where no record has said yet that it has one. */
  #known(field: string): KnownField {
    const known = this.known.find((each) => each.field === field);
    return known ?? { field, label: field, type: 'user' };
  }

  /** Whether amounts may be told with their currency. */
  get showsCurrency(): boolean {
    return !this.sight.view.hidesIn(this.asked.module, ['Currency']);
  }

  #names(): string {
    const askable = this.known.filter((field) => mayBeAsked(this.asked, field, this.sight));
    return [...askable.map(({ field }) => field), ...specials].join(', ');
  }
}

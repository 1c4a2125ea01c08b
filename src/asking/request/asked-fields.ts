import { type ApiModule, apiModulesOf, type CrmModule } from '../../crm/modules.js';
import { type Field, type FieldKind } from '../../documents/kinds/parts/field.js';
import { type FactType } from '../../memory/document-facts.js';
import { type FactTarget, type KnownField, type Moment } from '../../memory/fact-query.js';
import { folded } from '../../memory/folded-text.js';
import { type AskedModule } from './asked-modules.js';
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

const specials = ['owner', 'account', 'open', 'won', 'lost', 'overdue', 'modified_at', 'id'];

/** Finds fields by API name or label. */
export class AskedFields {
  constructor(
    private readonly module: CrmModule,
    private readonly known: readonly KnownField[],
    private readonly now: Moment,
  ) {}

  /** @throws AppError `ask.wrong`, naming the fields that there are */
  named(name: unknown, where: string): AskedField {
    if (typeof name !== 'string' || name.trim() === '') {
      throw wrongQuestion(`${where} must be the name of a field: ${this.#names()}`);
    }
    const found = this.#special(name) ?? this.#field(name);
    if (found !== undefined) return found;
    const shown = name.slice(0, 60);
    throw wrongQuestion(`${where}: ${this.module} has no field ${shown}; use ${this.#names()}`);
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

  #names(): string {
    return [...this.known.map(({ field }) => field), ...specials].join(', ');
  }
}

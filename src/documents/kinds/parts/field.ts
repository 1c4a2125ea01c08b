import { type CrmModule } from '../../../crm/modules.js';

/** How a field's value is read by people. */
export type FieldKind =
  | 'text'
  /** A value out of a list. */
  | 'choice'
  | 'longText'
  | 'number'
  | 'money'
  | 'date'
  | 'dateTime'
  | 'boolean'
  | 'lookup'
  | 'list'
  /** A number of seconds. */
  | 'duration'
  /** Nobody told its type: it is read by what its value looks like. */
  | 'untyped'
  /** Records of their own in a field: rows of a subform, or records that are linked with this one. */
  | 'rows';

/** Stands for a module that differs from record to record: it is named beside the value. */
export const namedBeside: unique symbol = Symbol('named beside');

export type LookupTarget = CrmModule | typeof namedBeside;

/** A CRM field worth remembering: its API name, its label for people, and how its value reads. */
export interface Field {
  readonly api: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** The module a lookup always points to, where it is one of ours, or that the module is named beside its value. */
  readonly target?: LookupTarget;
  /** Whether an organisation made it: another one may not have it. */
  readonly isCustom?: true;
  /** Whether we know it and the CRM doesn't: it isn't asked for. */
  readonly isOurs?: true;
  /** The fields of its rows, where they are known. */
  readonly rowFields?: readonly Field[];
}

export function field(api: string, label: string, kind: FieldKind = 'text'): Field {
  return { api, label, kind };
}

export function customField(api: string, label: string, kind?: FieldKind): Field {
  return { ...field(api, label, kind), isCustom: true };
}

export function lookup(api: string, label: string, target?: LookupTarget): Field {
  return target === undefined
    ? { api, label, kind: 'lookup' }
    : { api, label, kind: 'lookup', target };
}

/** The lead that a record was made of: the CRM says it of the lead alone. */
export const convertedFrom: Field = {
  ...lookup('$converted_from', 'Converted from lead', 'Leads'),
  isOurs: true,
};

export function address(prefix: string, code = 'Code'): readonly Field[] {
  return [
    field(`${prefix}_Street`, `${prefix} street`),
    field(`${prefix}_City`, `${prefix} city`),
    field(`${prefix}_State`, `${prefix} state`),
    field(`${prefix}_${code}`, `${prefix} postal code`),
    field(`${prefix}_Country`, `${prefix} country`),
  ];
}

export const owner = lookup('Owner', 'Owner');

export const created = [
  lookup('Created_By', 'Created by'),
  field('Created_Time', 'Created at', 'dateTime'),
];

export const tags = field('Tag', 'Tags', 'list');

export const description = field('Description', 'Description', 'longText');

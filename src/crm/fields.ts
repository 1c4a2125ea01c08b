import { type ApiModule } from './modules.js';

/** How a field's value is read by people. */
export type FieldKind =
  | 'text'
  | 'longText'
  | 'number'
  | 'money'
  | 'date'
  | 'dateTime'
  | 'boolean'
  | 'lookup'
  | 'list'
  | 'duration';

/** A CRM field worth remembering: its API name, its label for people, and how its value reads. */
export interface Field {
  readonly api: string;
  readonly label: string;
  readonly kind: FieldKind;
}

const fieldsByModule: Readonly<Record<ApiModule, readonly Field[]>> = {
  Accounts: [],
  Contacts: [],
  Deals: [],
  Tasks: [],
  Notes: [],
  Events: [],
  Calls: [],
};

/** The fields of a module that every organisation has and an assistant can use, in the order they are read. */
export function fieldsOf(api: ApiModule): readonly Field[] {
  return fieldsByModule[api];
}

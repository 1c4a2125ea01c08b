import { type JsonObject } from './plain-json.js';

/** What a workflow rule may call the things a delivery needs; every other parameter is a field of the record. */
const idNames = ['record_id', 'id', 'ids'];
const kindNames = ['event_type', 'operation'];
const envelope = ['module', 'record_data', 'data', 'modified_fields', 'user_id'];

/**
 * A form-encoded body of a workflow webhook as the JSON body it stands for. `record_data` and `data` may hold JSON,
 * `modified_fields` a list separated by commas; parameters of other names are taken as fields of the record.
 */
export function bodyFromForm(text: string): JsonObject {
  const form = new Map(new URLSearchParams(text));
  const kind = first(form, kindNames);
  const data = jsonOf(form.get('data'));
  if (data !== undefined) {
    return { operation: kind, module: form.get('module'), data, ...listed(form) };
  }
  return {
    event_type: kind,
    module: form.get('module'),
    record_id: first(form, idNames),
    record_data: form.has('record_data')
      ? (jsonOf(form.get('record_data')) ?? null)
      : fieldsOf(form),
    ...listed(form),
    ...(form.has('user_id') ? { user_id: form.get('user_id') } : {}),
  };
}

function first(form: ReadonlyMap<string, string>, names: readonly string[]): string | undefined {
  return names.map((name) => form.get(name)).find((value) => value !== undefined);
}

function jsonOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function listed(form: ReadonlyMap<string, string>): JsonObject {
  const text = form.get('modified_fields');
  if (text === undefined) return {};
  const names = text.split(',').map((name) => name.trim());
  return { modified_fields: names.filter((name) => name !== '') };
}

function fieldsOf(form: ReadonlyMap<string, string>): JsonObject {
  const known = new Set([...idNames, ...kindNames, ...envelope]);
  return Object.fromEntries([...form].filter(([name]) => !known.has(name) && name !== '__proto__'));
}

import { jsonFrom, type JsonObject } from '../../kernel/json.js';
import { FieldNames, type KindOf, nameWords } from './field-names.js';
import { limits, overLimit, Problem } from './format.js';

/** Of a form or of a URL, in their order. */
export type Parameters = Iterable<readonly [name: string, value: string]>;

/** What a workflow rule may call the things a delivery needs; every other parameter is a field of the record. */
const idNames = ['record_id', 'id', 'ids'];
const kindNames = ['event_type', 'operation'];
const otherNames = ['module', 'record_data', 'data', 'modified_fields', 'user_id'];
const envelope = new Set([...idNames, ...kindNames, ...otherNames].map(nameWords));

/** What is known of the names that parameters may have. */
export interface ParameterNames {
  /** Whether a record's fields are kept from what deliveries tell: there their names must be known. */
  readonly keepsFields: boolean;
  /** Absent: only Zoho's own words are known. */
  readonly kindOf?: KindOf;
}

/**
 * The parameters of a workflow webhook as the JSON body they stand for. `record_data` and `data` may hold JSON,
 * `modified_fields` a list separated by commas; parameters of other names are fields of the record, by API name or by
 * label, Zoho's or the organisation's. Where fields are kept (`keepsFields`), a label that nobody knows is a problem.
 */
export function bodyFromParameters(
  given: Parameters,
  { keepsFields, kindOf }: ParameterNames,
): JsonObject | Problem {
  const entries = [...given];
  if (entries.length > limits.parameters) return overLimit('parameters');
  const values = new Map([
    ...entries.map(([name, value]) => [nameWords(name), value] as const),
    ...entries,
  ]);
  const module = first(values, ['module']);
  const kind = first(values, kindNames);
  const changed = listed(values.get('modified_fields'));
  const data = jsonOf(values.get('data'));
  if (data !== undefined) return { operation: kind, module, data, ...changed };
  const others = entries.filter(([name]) => !envelope.has(nameWords(name)));
  const told = fieldsFrom(others, FieldNames.of(module, kindOf), keepsFields);
  if (told instanceof Problem) return told;
  const { id, ...fields } = told;
  return {
    event_type: kind,
    module,
    record_id: first(values, idNames) ?? id,
    record_data: values.has('record_data') ? (jsonOf(values.get('record_data')) ?? null) : fields,
    ...changed,
  };
}

/** The value under the first of these names, however it is spelt. */
function first(values: ReadonlyMap<string, string>, names: readonly string[]): string | undefined {
  const spelt = names.flatMap((name) => [name, nameWords(name)]);
  return spelt.map((name) => values.get(name)).find((value) => value !== undefined);
}

function jsonOf(text: string | undefined): unknown {
  return text === undefined ? undefined : jsonFrom(text);
}

function listed(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  const names = text.split(',').map((name) => name.trim());
  return { modified_fields: names.filter((name) => name !== '') };
}

function fieldsFrom(
  parameters: readonly (readonly [string, string])[],
  names: FieldNames,
  keepsFields: boolean,
): JsonObject | Problem {
  const fields = new Map<string, string>();
  for (const [at, [name, value]] of parameters.entries()) {
    const apiName = names.apiNameOf(name);
    if (apiName === undefined && keepsFields && names.known.length > 0)
      return unknownName(at + 1, names);
    if (apiName === name || !fields.has(apiName ?? name)) fields.set(apiName ?? name, value);
  }
  fields.delete('__proto__');
  return Object.fromEntries(fields);
}

/** An organisation may have thousands of fields. */
const mostNamed = 100;

/** By its place among the fields: a name that isn't one may be anything, and isn't repeated. */
function unknownName(place: number, names: FieldNames): Problem {
  const { known } = names;
  const others = known.length > mostNamed ? `, and ${known.length - mostNamed} others` : '';
  const text =
    `field ${place} is called neither by its API name nor by a label that is known; ` +
    `these names would do: ${known.slice(0, mostNamed).join(', ')}${others}`;
  return new Problem('parameters', text);
}

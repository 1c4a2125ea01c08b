import { fieldNames, idsFrom, Problem, type ToldRecord, usableData } from './format.js';
import { type JsonObject } from '../../kernel/json.js';

/** The generic format: one record, named at the top level. */
export function toldByGeneric(body: JsonObject): readonly ToldRecord[] | Problem {
  const ids = idsFrom([body['record_id'] ?? body['id']], 'record_id', 'record_id');
  if (ids instanceof Problem) return ids;
  const changedFields = fieldNames(body['modified_fields']);
  return ids.map((id) => ({ id, changedFields, ...usableData(body['record_data']) }));
}

import { GenericDto, idsFrom } from './delivery.dto.js';
import { fieldNames, Problem, type ToldRecord, usableData } from './format.js';
import { type JsonObject } from '../../kernel/json.js';

/** The generic format: one record, named at the top level. */
export function toldByGeneric(body: JsonObject): readonly ToldRecord[] | Problem {
  const ids = idsFrom(GenericDto, 'record_id', [body['record_id'] ?? body['id']]);
  if (ids instanceof Problem) return ids;
  const changedFields = fieldNames(body['modified_fields']);
  return ids.map((id) => ({ id, changedFields, ...usableData(body['record_data']) }));
}

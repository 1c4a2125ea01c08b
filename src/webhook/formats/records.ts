import { idsFrom, RecordsDto } from './delivery.dto.js';
import { fieldNames, isGiven, Problem, type ToldRecord, usableData } from './format.js';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';

/** Whether a body is meant to be of the v2/v3 format: an operation on one record or a list of them, with their data. */
export function hasRecords(body: JsonObject): boolean {
  if (isGiven(body['data'])) return true;
  const namesOne = isGiven(body['record_id']) || isGiven(body['id']);
  return !namesOne && (Object.hasOwn(body, 'data') || Object.hasOwn(body, 'operation'));
}

export function toldByRecords(body: JsonObject): readonly ToldRecord[] | Problem {
  const { data } = body;
  const records: readonly unknown[] = Array.isArray(data) ? data : [data];
  const named = records.map((record) => (isJsonObject(record) ? record['id'] : undefined));
  const ids = idsFrom(RecordsDto, 'data', named);
  if (ids instanceof Problem) return ids;
  const changedFields = fieldNames(body['modified_fields']);
  return records.filter(isJsonObject).map((record) => {
    return { id: record['id'] as string, changedFields, ...usableData(record) };
  });
}

import { moduleFromName } from '../../crm/modules.js';
import { invalid, kindFrom, problemsOf, type Reading } from './format.js';
import { IsFieldNames, IsJsonObject, IsKind, IsModuleName, IsRecordData } from './field-rules.js';
import { type JsonObject } from './plain-json.js';
import { IfPresent } from './present.js';

/** The v2/v3 format: an operation on one record or a list of records, with their data. */
class RecordsDto {
  @IsKind() readonly operation: unknown;
  @IsModuleName() readonly module: unknown;
  @IsRecordData() readonly data: unknown;
  @IfPresent() @IsFieldNames() readonly modified_fields: unknown;
  @IfPresent() @IsJsonObject() readonly user: unknown;

  constructor(body: JsonObject) {
    this.operation = body['operation'];
    this.module = body['module'];
    this.data = body['data'];
    this.modified_fields = body['modified_fields'];
    this.user = body['user'];
  }
}

/** Whether a body is meant to be of the v2/v3 format. */
export function hasRecords(body: JsonObject): boolean {
  return Object.hasOwn(body, 'data') || Object.hasOwn(body, 'operation');
}

export function readRecords(body: JsonObject): Reading {
  const dto = new RecordsDto(body);
  const problems = problemsOf(dto);
  const module = moduleFromName(dto.module);
  const kind = kindFrom(dto.operation);
  if (problems.length > 0 || module === undefined || kind === undefined)
    return invalid(...problems);
  const changedFields = (dto.modified_fields ?? []) as readonly string[];
  const records = (Array.isArray(dto.data) ? dto.data : [dto.data]) as readonly JsonObject[];
  const changes = records.map((data) => ({
    ref: { ...module, id: data['id'] as string },
    kind,
    changedFields,
    data,
  }));
  return { status: 'read', changes };
}

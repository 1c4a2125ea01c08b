import { IsString } from 'class-validator';

import { moduleFromName } from '../../crm/modules.js';
import { invalid, kindFrom, problemsOf, type Reading } from './format.js';
import { IsFieldNames, IsJsonObject, IsKind, IsModuleName, IsRecordId } from './field-rules.js';
import { type JsonObject } from './plain-json.js';
import { IfPresent } from './present.js';

/** The generic format: one record, named at the top level. */
class GenericDto {
  @IsKind() readonly event_type: unknown;
  @IsModuleName() readonly module: unknown;
  @IsRecordId() readonly record_id: unknown;
  @IfPresent() @IsJsonObject() readonly record_data: unknown;
  @IfPresent() @IsFieldNames() readonly modified_fields: unknown;
  @IfPresent() @IsString() readonly user_id: unknown;

  constructor(body: JsonObject) {
    this.event_type = body['event_type'];
    this.module = body['module'];
    this.record_id = body['record_id'];
    this.record_data = body['record_data'];
    this.modified_fields = body['modified_fields'];
    this.user_id = body['user_id'];
  }
}

export function readGeneric(body: JsonObject): Reading {
  const dto = new GenericDto(body);
  const problems = problemsOf(dto);
  const module = moduleFromName(dto.module);
  const kind = kindFrom(dto.event_type);
  if (problems.length > 0 || module === undefined || kind === undefined)
    return invalid(...problems);
  const data = dto.record_data as JsonObject | undefined;
  const change = {
    ref: { ...module, id: dto.record_id as string },
    kind,
    changedFields: (dto.modified_fields ?? []) as readonly string[],
    ...(data === undefined ? {} : { data }),
  };
  return { status: 'read', changes: [change] };
}

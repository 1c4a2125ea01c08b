import { IsInt, IsPositive, IsString } from 'class-validator';

import { type ChangeEvent, type ChangeKind } from '../../crm/change-event.js';
import { moduleFromName } from '../../crm/modules.js';
import { invalid, kindFrom, problemsOf, type Reading } from './format.js';
import { IsKind, IsModuleName, IsRecordIds } from './field-rules.js';
import { isJsonObject, type JsonObject } from './plain-json.js';
import { IfPresent } from './present.js';

/**
 * Zoho's own notification: one envelope for one or many ids. `affected_values` is there only where the channel asked
 * for it, and `affected_fields` may be empty. Source: Zoho CRM v8, Notification APIs, "Enable".
 */
class NotificationDto {
  @IfPresent() @IsString() readonly channel_id: unknown;
  @IsModuleName() readonly module: unknown;
  @IsKind() readonly operation: unknown;
  @IsRecordIds() readonly ids: unknown;
  @IfPresent() @IsInt() @IsPositive() readonly server_time: unknown;

  constructor(body: JsonObject) {
    this.channel_id = body['channel_id'];
    this.module = body['module'];
    this.operation = body['operation'];
    this.ids = body['ids'];
    this.server_time = body['server_time'];
  }
}

/** Whether a body is meant to be a notification. */
export function isNotification(body: JsonObject): boolean {
  return Object.hasOwn(body, 'channel_id') || Object.hasOwn(body, 'ids');
}

export function readNotification(body: JsonObject): Reading {
  const dto = new NotificationDto(body);
  const problems = problemsOf(dto);
  const module = moduleFromName(dto.module);
  const kind = kindFrom(dto.operation);
  if (problems.length > 0 || module === undefined || kind === undefined)
    return invalid(...problems);
  const ids = [...new Set(dto.ids as readonly string[])];
  const fields = affectedFields(body['affected_fields']);
  const values = affectedValues(body['affected_values']);
  const changes = ids.map((id) =>
    changeOf({ ...module, id }, kind, {
      fields: fields.get(id),
      values: values.get(id),
      sentAtMs: dto.server_time as number | undefined,
    }),
  );
  return { status: 'read', changes };
}

interface Told {
  readonly fields: readonly string[] | undefined;
  readonly values: JsonObject | undefined;
  readonly sentAtMs: number | undefined;
}

function changeOf(ref: ChangeEvent['ref'], kind: ChangeKind, told: Told): ChangeEvent {
  return {
    ref,
    kind,
    changedFields: told.fields ?? Object.keys(told.values ?? {}),
    ...(told.values === undefined ? {} : { data: told.values }),
    ...(told.sentAtMs === undefined ? {} : { sentAtMs: told.sentAtMs }),
  };
}

/** `[{ "<id>": ["Phone"] }]`; a hint only, so what doesn't have this shape is passed over. */
function affectedFields(value: unknown): ReadonlyMap<string, readonly string[]> {
  const entries = Array.isArray(value) ? value.filter(isJsonObject) : [];
  return new Map(
    entries
      .flatMap((entry) => Object.entries(entry))
      .filter((pair): pair is [string, unknown[]] => Array.isArray(pair[1]))
      .map(([id, names]) => [id, names.filter((name) => typeof name === 'string')]),
  );
}

/** `[{ "record_id": "…", "values": { … } }]`; passed over likewise. */
function affectedValues(value: unknown): ReadonlyMap<string, JsonObject> {
  const entries = Array.isArray(value) ? value.filter(isJsonObject) : [];
  const pairs = entries.map((entry) => [entry['record_id'], entry['values']] as const);
  return new Map(
    pairs.filter(
      (pair): pair is readonly [string, JsonObject] =>
        typeof pair[0] === 'string' && isJsonObject(pair[1]),
    ),
  );
}

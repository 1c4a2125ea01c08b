import { idsFrom, NotificationDto } from './delivery.dto.js';
import { isGiven, Problem, type ToldRecord, usableData } from './format.js';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';

/** Whether a body is meant to be Zoho's own notification. */
export function isNotification(body: JsonObject): boolean {
  return isGiven(body['channel_id']) || isGiven(body['ids']);
}

/**
 * Zoho's own notification: one envelope for one or many ids. `affected_values` is there only where the channel asked
 * for it, and `affected_fields` may be empty. Source: Zoho CRM v8, Notification APIs, "Enable".
 */
export function toldByNotification(body: JsonObject): readonly ToldRecord[] | Problem {
  const list: readonly unknown[] = Array.isArray(body['ids']) ? body['ids'] : [];
  const ids = idsFrom(NotificationDto, 'ids', list);
  if (ids instanceof Problem) return ids;
  const names = affectedFields(body['affected_fields']);
  const values = affectedValues(body['affected_values']);
  const sentAtMs = sentAtMsOf(body);
  return ids.map((id) => {
    const told = usableData(values.get(id));
    return {
      id,
      changedFields: names.get(id) ?? Object.keys(told.data ?? {}),
      ...told,
      ...(sentAtMs === undefined ? {} : { sentAtMs }),
    };
  });
}

/** When a notification was sent, epoch ms by Zoho's clock; undefined where it doesn't say so. */
export function sentAtMsOf({ server_time: time }: JsonObject): number | undefined {
  return isTime(time) ? time : undefined;
}

export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
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

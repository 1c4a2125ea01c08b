import { isNameList, kindFrom } from './format.js';
import { isTime } from './notification.js';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';

const isText = (value: unknown): boolean => typeof value === 'string';
const isKind = (value: unknown): boolean => kindFrom(value) !== undefined;

/** The parts of a body that tell more of a change than which record it was: their form decides nothing. */
const hints: Readonly<Record<string, (value: unknown) => boolean>> = {
  operation: isKind,
  event_type: isKind,
  server_time: isTime,
  affected_fields: Array.isArray,
  affected_values: Array.isArray,
  modified_fields: isNameList,
  record_data: isJsonObject,
  user: isJsonObject,
  user_id: isText,
  channel_id: isText,
  resource_uri: isText,
  query_params: isJsonObject,
};

const names = Object.keys(hints);

/** The parts of a body that are there in a form that says nothing: what they would have told is passed over. */
export function passedOver(body: JsonObject): readonly string[] {
  return names.filter((name) => body[name] !== undefined && hints[name]?.(body[name]) === false);
}

import { type ChangeEvent } from '../../crm/change-event.js';
import { type CrmModule } from '../../crm/modules.js';
import { type RawBody } from '../raw-body.js';
import { bodyFromForm } from './form.js';
import { type Reading } from './format.js';
import { readGeneric } from './generic.dto.js';
import { isNotification, readNotification } from './notification.dto.js';
import { isJsonObject, type JsonObject, unsoundness } from './plain-json.js';
import { hasRecords, readRecords } from './records.dto.js';

/** What a body says; a notification tells its own deliveries apart, because it carries the time it was sent. */
export type BodyReading =
  | {
      readonly status: 'read';
      readonly changes: readonly ChangeEvent[];
      readonly isNotification: boolean;
    }
  | Extract<Reading, { status: 'invalid' }>;

/**
 * The changes a body tells of: JSON whatever the content type says, or the form that a workflow webhook sends, in one
 * of the three formats. Changes of modules that aren't synced make the body invalid.
 */
export function readBody(body: RawBody, synced: readonly CrmModule[]): BodyReading {
  const parsed = parse(body);
  if (typeof parsed === 'string') return refused(parsed);
  const unsound = unsoundness(parsed);
  if (unsound !== undefined) return refused(unsound);
  const reading = readObject(parsed);
  if (reading.status === 'invalid') return reading;
  const foreign = reading.changes.some((change) => !synced.includes(change.ref.module));
  if (foreign) return refused(`module must be one of ${synced.join(', ')}`);
  return { ...reading, isNotification: isNotification(parsed) };
}

function readObject(body: JsonObject): Reading {
  if (isNotification(body)) return readNotification(body);
  return hasRecords(body) ? readRecords(body) : readGeneric(body);
}

function parse(body: RawBody): JsonObject | string {
  const text = body.text();
  if (text === undefined) return 'the body must be UTF-8';
  const json = body.json();
  if (isJsonObject(json)) return json;
  if (json !== undefined) return 'the body must be a JSON object';
  const isForm = body.contentType.toLowerCase().startsWith('application/x-www-form-urlencoded');
  if (isForm && !text.trimStart().startsWith('{')) return bodyFromForm(text);
  return 'the body must be JSON';
}

function refused(problem: string): BodyReading {
  return { status: 'invalid', problems: [problem] };
}

import { isJsonObject, jsonObject, type JsonObject } from '../kernel/json.js';
import { type FieldMetadata, type PicklistState } from './module-metadata.js';

/** More fields than this of a module aren't looked at: each record would cost dozens of calls. */
export const mostFields = 500;

/** A module as `GET /settings/modules` lists it ("Modules Metadata", Zoho CRM API v8). */
export interface ListedModule {
  readonly api: string;
  readonly singular: string | undefined;
  readonly plural: string | undefined;
}

/** The modules of an answer that records can be read of; undefined for what is no list of modules. */
export function modulesFrom(body: unknown): readonly ListedModule[] | undefined {
  return rowsOf(body, 'modules')?.flatMap((row) => {
    const api = textIn(row, 'api_name');
    if (api === undefined || row['api_supported'] === false) return [];
    return [{ api, singular: textIn(row, 'singular_label'), plural: textIn(row, 'plural_label') }];
  });
}

/** Zone and currency of the organisation ("Get Organization Data"); undefined for another answer. */
export function organisationFrom(
  body: unknown,
): { readonly timeZone: string | undefined; readonly currency: string | undefined } | undefined {
  const [org] = rowsOf(body, 'org') ?? [];
  if (org === undefined) return undefined;
  const code = textIn(org, 'iso_code') ?? '';
  return {
    timeZone: zoneFrom(org['time_zone']),
    currency: /^[A-Z]{3}$/.test(code) ? code : undefined,
  };
}

/** The zone of the user whose grant it is: of an organisation that has none. */
export function userZoneFrom(body: unknown): string | undefined {
  return zoneFrom(rowsOf(body, 'users')?.[0]?.['time_zone']);
}

function zoneFrom(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone && value;
  } catch {
    return undefined;
  }
}

/** Types of files and pictures, of which there is nothing to read. */
const unreadable: ReadonlySet<string> = new Set([
  ...['profileimage', 'imageupload', 'fileupload', 'consent_lookup', 'event_reminder'],
]);

/** The fields of an answer ("Fields Metadata") that this user can read, in the organisation's order. */
export function fieldsToldBy(body: unknown): readonly FieldMetadata[] | undefined {
  const rows = rowsOf(body, 'fields');
  if (rows === undefined) return undefined;
  const placed = rows.map((row, index) => ({ row, place: placeOf(row) ?? index }));
  placed.sort((left, right) => left.place - right.place);
  const fields = placed.flatMap(({ row }) => fieldFrom(row) ?? []);
  const first = fields.slice(0, mostFields);
  const name = fields.find(({ isName }) => isName === true);
  // Without it nobody would know what a record is called, wherever it stands.
  return name === undefined || first.includes(name) ? first : [...first.slice(0, -1), name];
}

function placeOf(row: JsonObject): number | undefined {
  const place = row['sequence_number'];
  return typeof place === 'number' ? place : undefined;
}

function fieldFrom(row: JsonObject): FieldMetadata | undefined {
  const api = textIn(row, 'api_name');
  const type = textIn(row, 'data_type') ?? 'text';
  if (api === undefined || isHidden(row) || unreadable.has(type)) return undefined;
  const label = textIn(row, 'field_label') ?? textIn(row, 'display_label') ?? api;
  const states = statesOf(row['pick_list_values']);
  const more = {
    target: targetOf(row),
    rowModule: moduleIn(jsonObject(row['subform'])['module']) ?? rowModuleOf(row, type),
    states: Object.keys(states).length === 0 ? undefined : states,
    isName: row['display_field'] === true ? true : undefined,
  };
  const told = Object.entries(more).filter(([, value]) => value !== undefined);
  return { api, label, type, ...Object.fromEntries(told) };
}

function isHidden(row: JsonObject): boolean {
  return row['visible'] === false || jsonObject(row['view_type'])['view'] === false;
}

function targetOf(row: JsonObject): string | undefined {
  const linked = jsonObject(row['multiselectlookup']);
  return moduleIn(jsonObject(row['lookup'])['module']) ?? moduleIn(linked['connected_module']);
}

/** Of older answers, which name the module of a subform beside it. */
function rowModuleOf(row: JsonObject, type: string): string | undefined {
  return type === 'subform' ? moduleIn(row['associated_module']) : undefined;
}

/** A module is named by its API name, or by an object with it. */
function moduleIn(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  return textIn(jsonObject(value), 'api_name') ?? textIn(jsonObject(value), 'module');
}

/** How Zoho sorts the stages of deals, in words that no organisation changes. */
const categories: ReadonlyMap<string, PicklistState> = new Map([
  ['open', 'open'],
  ['closed won', 'won'],
  ['closed lost', 'lost'],
]);

/** What Zoho itself called values of tasks and calls before somebody translated or renamed them. */
const words: ReadonlyMap<string, PicklistState> = new Map([
  ['not started', 'open'],
  ['deferred', 'open'],
  ['in progress', 'open'],
  ['waiting for input', 'open'],
  ['waiting on someone else', 'open'],
  ['completed', 'closed'],
  ['scheduled', 'open'],
  ['overdue', 'open'],
  ['cancelled', 'closed'],
  ['missed', 'closed'],
  ['received', 'closed'],
  ['attended dialled', 'closed'],
  ['unattended dialled', 'closed'],
]);

const categoryNames = ['deal_category', 'forecast_type'];
const referenceNames = ['reference_value', 'sys_ref_name', 'actual_value'];

function statesOf(values: unknown): Readonly<Record<string, PicklistState>> {
  const rows = Array.isArray(values) ? values.filter(isJsonObject) : [];
  const found = rows.flatMap((row) => {
    const state =
      firstKnown(row, categoryNames, categories) ?? firstKnown(row, referenceNames, words);
    if (state === undefined) return [];
    const shown = [textIn(row, 'actual_value'), textIn(row, 'display_value')];
    return shown.flatMap((value) => (value === undefined ? [] : [[value, state] as const]));
  });
  return Object.fromEntries(found);
}

function firstKnown(
  row: JsonObject,
  names: readonly string[],
  known: ReadonlyMap<string, PicklistState>,
): PicklistState | undefined {
  const said = names.map((name) => known.get((textIn(row, name) ?? '').trim().toLowerCase()));
  return said.find((state) => state !== undefined);
}

function rowsOf(body: unknown, name: string): readonly JsonObject[] | undefined {
  const rows = jsonObject(body)[name];
  return Array.isArray(rows) ? rows.filter(isJsonObject) : undefined;
}

function textIn(row: JsonObject, name: string): string | undefined {
  const value = row[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

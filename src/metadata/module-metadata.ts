import {
  flag,
  list,
  maybe,
  number,
  object,
  oneOf,
  optional,
  or,
  type Shape,
  text,
} from '../kernel/shape.js';
import { isJsonObject, jsonFrom, jsonObject } from '../kernel/json.js';

const stateNames = ['open', 'won', 'lost', 'closed'] as const;

/** What a picklist's value stands for, whatever it is called. */
export type PicklistState = (typeof stateNames)[number];

/** A field as the organisation has it. */
export interface FieldMetadata {
  readonly api: string;
  /** In the organisation's own words. */
  readonly label: string;
  /** Zoho's `data_type`: `text`, `currency`, `lookup`, `subform` … */
  readonly type: string;
  /** The API name of the module that it points to. */
  readonly target?: string;
  /** The module that holds its rows, and their fields. */
  readonly rowModule?: string;
  readonly rowFields?: readonly FieldMetadata[];
  /** Of a picklist: what its values stand for, those that say so. */
  readonly states?: Readonly<Record<string, PicklistState>>;
  /** Whether it holds what a record is called. */
  readonly isName?: boolean;
}

/** A module as the organisation has it. */
export interface ModuleMetadata {
  readonly api: string;
  /** Undefined where the list of modules couldn't be read. */
  readonly singular: string | undefined;
  readonly plural: string | undefined;
  /** The fields that can be read, in the organisation's order; undefined where they couldn't be asked for. */
  readonly fields: readonly FieldMetadata[] | undefined;
}

/** A part of the metadata that Zoho refuses, and the scope that opens it where one is missing. */
export interface MetadataRefusal {
  /** `fields of Leads`. */
  readonly what: string;
  readonly scope: string | undefined;
  readonly reason: string;
}

/** What an organisation says of itself. */
export interface Metadata {
  readonly readAtMs: number;
  /** IANA zone; undefined where it isn't known. */
  readonly timeZone: string | undefined;
  /** ISO 4217 code of its own currency. */
  readonly currency: string | undefined;
  /** Those that are synced. */
  readonly modules: readonly ModuleMetadata[];
  /** All that there are, by API name; undefined where they couldn't be asked for. */
  readonly moduleNames: readonly string[] | undefined;
  readonly refusals: readonly MetadataRefusal[];
}

export const noMetadata: Metadata = {
  readAtMs: 0,
  timeZone: undefined,
  currency: undefined,
  modules: [],
  moduleNames: undefined,
  refusals: [],
};

const states: Shape<Readonly<Record<string, PicklistState>>> = (value) => {
  if (!isJsonObject(value)) return undefined;
  const known = Object.entries(value).flatMap(([name, state]) => {
    const found = oneOf(stateNames)(state);
    return found === undefined ? [] : [[name, found] as const];
  });
  return Object.fromEntries(known);
};

const fieldShape: Shape<FieldMetadata> = (value) =>
  object<FieldMetadata>({
    api: text,
    label: text,
    type: text,
    target: optional(text),
    rowModule: optional(text),
    rowFields: optional(list(fieldShape)),
    states: optional(states),
    isName: optional(flag),
  })(value);

/** The layout of what is stored; another one is read anew from Zoho. */
const version = 1;

const metadataShape = object<Metadata>({
  readAtMs: number,
  timeZone: maybe(text),
  currency: maybe(text),
  modules: list(
    object<ModuleMetadata>({
      api: text,
      singular: maybe(text),
      plural: maybe(text),
      fields: maybe(list(fieldShape)),
    }),
  ),
  moduleNames: maybe(list(text)),
  refusals: or(list(object<MetadataRefusal>({ what: text, scope: maybe(text), reason: text })), []),
});

export function metadataText(metadata: Metadata): string {
  return JSON.stringify({ v: version, metadata });
}

/** Undefined for what isn't ours, or of another version. */
export function metadataFrom(json: string | null | undefined): Metadata | undefined {
  const { v, metadata } = jsonObject(jsonFrom(json ?? ''));
  return v === version ? metadataShape(metadata) : undefined;
}

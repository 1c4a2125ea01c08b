import fc from 'fast-check';

import { usualApis } from '../../src/crm/modules.js';
import { anyId } from './arbitraries.js';

export const formType = 'application/x-www-form-urlencoded';

/** What a delivery is to say, whatever the format that says it. */
export interface Told {
  readonly moduleName: string;
  readonly operation: string;
  readonly ids: readonly string[];
  readonly fields: readonly string[];
  readonly sentAtMs: number;
}

export const operations = {
  create: 'create',
  insert: 'create',
  update: 'update',
  edit: 'update',
  delete: 'delete',
  restore: 'restore',
} as const;

const anyName = fc.stringMatching(/^[A-Za-z][A-Za-z_]{0,20}$/);
/** A notification has its ids as keys too, and this one may be none. */
const anyKey = anyId().filter((id) => id !== '__proto__');
export const anyTold: fc.Arbitrary<Told> = fc.record({
  moduleName: fc.constantFrom(...usualApis, 'Activities'),
  operation: fc
    .constantFrom(...Object.keys(operations))
    .chain((name) => fc.mixedCase(fc.constant(name))),
  ids: fc.uniqueArray(anyKey, { minLength: 1, maxLength: 20 }),
  fields: fc.uniqueArray(anyName, { maxLength: 5 }),
  sentAtMs: fc.integer({ min: 1, max: 4e12 }),
});

/** Each format, as its sender writes it. One record is all that the last two can say. */
export const formats: Readonly<
  Record<string, (told: Told) => { body: object | string; type?: string }>
> = {
  notification: ({ moduleName, operation, ids, fields, sentAtMs }) => ({
    body: {
      server_time: sentAtMs,
      module: moduleName,
      operation,
      ids,
      affected_fields: ids.map((id) => ({ [id]: fields })),
      channel_id: '1',
      token: 'x',
    },
  }),
  records: ({ moduleName, operation, ids, fields }) => ({
    body: {
      operation,
      module: moduleName,
      data: ids.map((id) => ({ id })),
      modified_fields: fields,
    },
  }),
  generic: ({ moduleName, operation, ids, fields }) => ({
    body: {
      event_type: operation,
      module: moduleName,
      record_id: ids[0],
      modified_fields: fields,
    },
  }),
  form: ({ moduleName, operation, ids, fields }) => ({
    type: formType,
    body: new URLSearchParams({
      event_type: operation,
      module: moduleName,
      record_id: String(ids[0]),
      modified_fields: fields.join(','),
    }).toString(),
  }),
};

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyJson, anyText, reordered, wellFormed } from '../../../test/support/arbitraries.js';
import { always } from '../../../test/support/properties.js';
import {
  anyTold,
  formats,
  formType,
  operations,
  type Told,
} from '../../../test/support/told-bodies.js';
import { changeKinds } from '../../crm/change-event.js';
import { usualModules, type CrmModule, moduleFromName } from '../../crm/modules.js';
import { isRecordId } from '../../crm/record-ref.js';
import { SyncedModules } from '../../crm/synced-modules.js';
import { RawBody } from '../body/raw-body.js';
import { type BodyReading, readBody } from './read-body.js';

function read(
  body: unknown,
  type = 'application/json',
  synced: readonly CrmModule[] = usualModules,
): BodyReading {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return readBody(new RawBody(bytes, type), {
    synced: new SyncedModules(synced),
    keepsFields: true,
  });
}

/** Bodies near to those that are understood: one of the right words in a wrong place, a wrong one in a right place. */
const keys = [
  'operation',
  'event_type',
  'module',
  'data',
  'ids',
  'id',
  'record_id',
  'record_data',
  'modified_fields',
  'affected_fields',
  'affected_values',
  'user',
  'user_id',
  'channel_id',
  'server_time',
  '__proto__',
  'constructor',
  'values',
];
const nearValue = fc.oneof(
  anyJson(),
  fc.constantFrom<unknown>(...usualModules, 'update', 'DELETE', '1', 1, ['1'], [{ id: '1' }], [[]]),
);
const nearBody = fc
  .array(fc.tuple(fc.constantFrom(...keys), nearValue), { maxLength: 12 })
  .map(Object.fromEntries<unknown>);

function expectSound(reading: BodyReading, synced: readonly CrmModule[] = usualModules): void {
  if (reading.status === 'refused') {
    expect(reading.problems.length).toBeGreaterThan(0);
    for (const { text } of reading.problems) expect(text).toMatch(/\S{3}/);
    return;
  }
  expect(reading.changes.length).toBeGreaterThan(0);
  for (const { ref, kind, changedFields, data, sentAtMs } of reading.changes) {
    expect(isRecordId(ref.id) && synced.includes(ref.module)).toBe(true);
    expect(changeKinds).toContain(kind);
    expect(changedFields.every((name) => typeof name === 'string')).toBe(true);
    expect(data === undefined || (typeof data === 'object' && !Array.isArray(data))).toBe(true);
    expect(sentAtMs === undefined || (Number.isInteger(sentAtMs) && sentAtMs > 0)).toBe(true);
  }
}

describe.each(Object.entries(formats))('a body of the %s format', (format, write) => {
  const isSingle = format === 'generic' || format === 'form';

  it('is read as what it was written to say, every record of it, in order', () => {
    always([anyTold], (told) => {
      const { body, type } = write(told);

      const reading = read(body, type);

      const name = told.operation.toLowerCase() as keyof typeof operations;
      const module = moduleFromName(told.moduleName);
      const ids = isSingle ? told.ids.slice(0, 1) : told.ids;
      expect(reading).toMatchObject({
        status: 'read',
        isNotification: format === 'notification',
        changes: ids.map((id) => ({
          ref: { ...module, id },
          kind: operations[name],
          changedFields: told.fields,
        })),
      });
      expectSound(reading);
    });
  });

  it('says nothing where one of its words is wrong', () => {
    const wrong = fc.constantFrom<Partial<Told>>(
      { moduleName: 'Leads' },
      { moduleName: 'accounts' },
      { moduleName: 'constructor' },
      { ids: ['a/b'] },
      { ids: [''] },
      { ids: ['x'.repeat(65)] },
    );
    always([anyTold, wrong], (told, changes) => {
      const ids =
        changes.ids === undefined || isSingle ? changes.ids : [...told.ids, ...changes.ids];
      const { body, type } = write({ ...told, ...changes, ids: ids ?? told.ids });

      expect(read(body, type).status).toBe('refused');
    });
  });
});

describe('any body', () => {
  it('of any bytes is understood or refused, with a reason, and throws nothing', () => {
    const types = fc.oneof(fc.constantFrom(formType, 'application/json', ''), anyText());
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      anyText().map((text) => Buffer.from(text)),
    );
    always([bytes, types], (body, type) => {
      expectSound(read(body, type));
    });
  });

  it('of JSON near to a right one is understood whole, or refused with a reason', () => {
    always(
      [nearBody],
      (body) => {
        expectSound(read(body));
      },
      300,
    );
  });

  it('of a form near to a right one is understood whole, or refused with a reason', () => {
    const pairs = fc.array(fc.tuple(fc.constantFrom(...keys), anyText()), { maxLength: 10 });
    always([pairs], (form) => {
      const body = new URLSearchParams(form.map(([name, text]) => [name, wellFormed(text)]));

      expectSound(read(body.toString(), formType));
    });
  });

  it('says the same whatever the order of its keys', () => {
    always([nearBody], (body) => {
      // Of two hints for one record the later counts: there the order is meant.
      const hints = ['affected_fields', 'affected_values'];
      const rest = Object.fromEntries(Object.entries(body).filter(([key]) => !hints.includes(key)));

      expect(read(reordered(rest))).toEqual(read(rest));
    });
  });

  it('says nothing of a module that is not synced', () => {
    const some = fc.subarray([...usualModules]);
    always([anyTold, some], (told, synced) => {
      const { module } = moduleFromName(told.moduleName) ?? {};
      const isSynced = synced.some((name) => name === module);

      for (const write of Object.values(formats)) {
        const { body, type } = write(told);
        expect(read(body, type, synced).status).toBe(isSynced ? 'read' : 'refused');
      }
    });
  });

  it('is refused for a key __proto__ anywhere, and for more levels than 32', () => {
    const depth = fc.oneof(fc.nat({ max: 60 }), fc.integer({ min: 30, max: 33 }));
    always([anyTold, depth, fc.boolean()], (told, levels, forges) => {
      const inner = forges ? '{"__proto__":{"id":"1"}}' : '1';
      const value = '{"a":'.repeat(levels) + inner + '}'.repeat(levels);
      const text = JSON.stringify(formats['records']?.(told).body).replace(/}$/, `,"x":${value}}`);

      // The body is a level itself, and a value that isn't an object or a list is none.
      const fits = levels + 1 <= 32 && !forges;
      expect(read(text).status).toBe(fits ? 'read' : 'refused');
      expect(Object.hasOwn(Object.prototype, 'id')).toBe(false);
    });
  });
});

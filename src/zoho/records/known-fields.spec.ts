import { describe, expect, it } from '@jest/globals';

import { KnownFields } from './known-fields.js';
import { type Row } from './record-rows.js';

const wanted = ['id', 'Stage', 'Lines'] as const;

function row(...fields: readonly string[]): Row {
  return { id: '1', ...Object.fromEntries(fields.map((field) => [field, null])) };
}

/** Zoho brings the stage itself. */
function known(): KnownFields {
  const names = {
    ready: () => Promise.resolve(),
    isAll: () => false,
    of: () => wanted,
    named: () => ['Lines'],
    uncertain: () => ['Lines'],
  };
  return new KnownFields('Deals', names);
}

describe('what is known of the fields of a module', () => {
  it('is at first nothing: lists are asked for all of them', () => {
    const fields = known();

    expect(fields.asked).toEqual(wanted);
    expect([fields.readsSingly, fields.wantsLook]).toEqual([false, false]);
  });

  it('has no gaps where lists have all, be they empty, each in one row at least', () => {
    const fields = known();

    fields.noteList(wanted, [row('Stage'), row('Lines')]);

    expect([fields.readsSingly, fields.wantsLook]).toEqual([false, false]);
  });

  it('leads to single reads where only they have what lists lack', () => {
    const fields = known();

    fields.noteList(wanted, [row('Stage')]);
    expect(fields.wantsLook).toBe(true);
    fields.noteSingle(row('Stage', 'Lines'));

    expect(fields.of('single')).toEqual(['Lines']);
    expect([fields.readsSingly, fields.wantsLook]).toEqual([true, false]);
    expect(fields.asked).toEqual(['id', 'Stage']);
  });

  it('costs a handful of single reads in a hundred thousand records where nothing has a field', () => {
    const fields = known();
    let looks = 0;

    for (let records = 0; records < 100_000; records += 1) {
      fields.noteList(wanted, [row('Stage')]);
      if (!fields.wantsLook) continue;
      looks += 1;
      fields.noteSingle(row('Stage'));
    }

    expect(looks).toBeGreaterThan(1);
    expect(looks).toBeLessThanOrEqual(5);
    expect(fields.of('nowhere')).toEqual(['Lines']);
    expect(fields.readsSingly).toBe(false);
  });

  it('changes when a field is added: to lists, or to single reads only', () => {
    const [inLists, inSingle] = [known(), known()];
    for (const fields of [inLists, inSingle]) {
      fields.noteList(wanted, [row('Stage')]);
      fields.noteSingle(row('Stage'));
    }

    inLists.noteList(wanted, [row('Stage', 'Lines')]);
    inSingle.noteSingle(row('Stage', 'Lines'));

    expect([inLists.of('listed'), inLists.readsSingly]).toEqual([['id', 'Stage', 'Lines'], false]);
    expect(inSingle.readsSingly).toBe(true);
  });

  it('needs no look for what Zoho brings itself, and learns of it from what is read anyway', () => {
    const fields = known();

    fields.noteList(wanted, [row('Lines')]);
    expect(fields.wantsLook).toBe(false);
    fields.noteSingle(row('Stage', 'Lines'));

    expect(fields.of('single')).toEqual(['Stage']);
  });

  it('leads to single reads for what lists are refused for and single reads have', () => {
    const fields = known();

    fields.refuse(['Lines']);
    expect([fields.asked, fields.readsSingly]).toEqual([['id', 'Stage'], false]);
    fields.noteSingle(row('Stage', 'Lines'));

    expect(fields.readsSingly).toBe(true);
  });
});

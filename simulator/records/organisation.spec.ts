import { describe, expect, it } from '@jest/globals';

import { ZohoTime } from '../zoho-time.js';
import { Organisation } from './organisation.js';
import { SimulatorError, type RecordChange } from './sim-record.js';

function organisationAt(time: { now: number }): {
  organisation: Organisation;
  changes: RecordChange[];
} {
  const changes: RecordChange[] = [];
  const clock = new ZohoTime(() => time.now, -330);
  return { organisation: new Organisation(clock, (change) => changes.push(change)), changes };
}

describe('Organisation', () => {
  const start = Date.parse('2026-03-01T09:00:00.750Z');

  it('gives 19-digit ids that are one when read as numbers', () => {
    const { organisation } = organisationAt({ now: start });

    const [a, b] = [organisation.create('Accounts', {}), organisation.create('Accounts', {})];

    expect(a.id).toMatch(/^\d{19}$/);
    expect(a.id).not.toBe(b.id);
    expect(Number(a.id)).toBe(Number(b.id));
  });

  it('keeps times to the second, in the user’s zone', () => {
    const { organisation } = organisationAt({ now: start });

    const { fields, modifiedAtMs } = organisation.create('Accounts', {});

    expect(fields['Modified_Time']).toBe('2026-03-01T03:30:00-05:30');
    expect(modifiedAtMs).toBe(Date.parse('2026-03-01T09:00:00Z'));
  });

  it('tells what an update changed, and what follows from it', () => {
    const time = { now: start };
    const { organisation, changes } = organisationAt(time);
    const deal = organisation.create('Deals', { Stage: 'Qualification', Amount: 1000 });
    time.now += 60_000;

    const after = organisation.update(deal, { Stage: 'Closed Won', Amount: 1000 });

    expect(after.fields).toMatchObject({ Probability: 100, Expected_Revenue: 1000 });
    expect(after.modifiedAtMs).toBe(deal.modifiedAtMs + 60_000);
    expect(changes.at(-1)).toMatchObject({
      operation: 'update',
      values: { Stage: 'Closed Won', Probability: 100, Expected_Revenue: 1000 },
    });
    expect(Object.keys(changes.at(-1)?.values ?? {})).not.toContain('Amount');
  });

  it('fills in the module of an activity’s subject and of a note’s parent', () => {
    const { organisation } = organisationAt({ now: start });
    const deal = organisation.create('Deals', { Deal_Name: 'Pilot' });

    const task = organisation.create('Tasks', { What_Id: { id: deal.id }, Status: 'Completed' });
    const note = organisation.create('Notes', { Parent_Id: { id: deal.id } });

    expect(task.fields).toMatchObject({
      $se_module: 'Deals',
      What_Id: { id: deal.id, name: 'Pilot' },
      Closed_Time: '2026-03-01T03:30:00-05:30',
    });
    expect(note.fields['Parent_Id']).toMatchObject({
      module: { api_name: 'Deals' },
      name: 'Pilot',
      id: deal.id,
    });
  });

  it('keeps a silent change to itself', () => {
    const { organisation, changes } = organisationAt({ now: start });
    const options = { silent: true };

    const account = organisation.create('Accounts', {}, options);
    organisation.update(account, { Phone: '1' }, options);
    organisation.delete(account, options);
    organisation.restore(account, options);

    expect(changes).toEqual([]);
  });

  it('purges the recycle bin without a word', () => {
    const { organisation, changes } = organisationAt({ now: start });
    const account = organisation.create('Accounts', {});
    organisation.delete(account);

    organisation.deleteForever(account);

    expect(changes.map(({ operation }) => operation)).toEqual(['insert', 'delete']);
    expect(() => organisation.restore(account)).toThrow(SimulatorError);
  });

  it('refuses to change what doesn’t exist, and an id that is taken', () => {
    const { organisation } = organisationAt({ now: start });
    organisation.create('Accounts', { id: '42' });

    expect(() => organisation.update({ module: 'Contacts', id: '42' }, {})).toThrow(SimulatorError);
    expect(() => organisation.create('Deals', { id: '42' })).toThrow(SimulatorError);
  });
});

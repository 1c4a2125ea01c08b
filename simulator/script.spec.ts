import { afterEach, describe, expect, it } from '@jest/globals';

import { script } from './script.js';
import { ZohoSimulator } from './zoho-simulator.js';

describe('the script', () => {
  let simulator: ZohoSimulator;

  afterEach(() => simulator.close());

  it('plays in an empty organisation, and ends with a restored customer', async () => {
    simulator = await ZohoSimulator.start({ company: 'empty' });

    const steps = [...simulator.playScript()];

    expect(steps).toHaveLength(script.length);
    for (const { refs } of steps) expect(refs.length).toBeGreaterThan(0);
    expect(simulator.records('Deals')).toEqual([]);
    expect(simulator.records('Accounts').map((account) => account['Account_Name'])).toEqual([
      'Sahel Freight',
      'Meridian Robotics',
    ]);
    expect(simulator.records('Contacts')[0]).toMatchObject({
      Full_Name: 'Amara Okafor',
      Account_Name: { name: 'Sahel Freight' },
    });
  });

  it('performs a step when it is asked for the next one', async () => {
    simulator = await ZohoSimulator.start({ company: 'empty' });
    const steps = simulator.playScript();

    const first = steps.next();

    expect(first.value?.sentence).toContain('Meridian Robotics');
    expect(simulator.statistics().records).toMatchObject({ Accounts: 1, Contacts: 1, Deals: 0 });
  });

  it('can be played twice', async () => {
    simulator = await ZohoSimulator.start();

    const steps = [...simulator.playScript(), ...simulator.playScript()];

    expect(steps).toHaveLength(2 * script.length);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyId } from '../../test/support/arbitraries.js';
import { always } from '../../test/support/properties.js';
import { type ChangeEvent, changeKinds } from '../crm/change-event.js';
import { usualModules } from '../crm/modules.js';
import { importances, isLessImportant, letterOf, priorityOf } from './importance.js';
import { planSync } from '../admission/plan-sync.js';
import { firstStep, nextStep, stopAfter } from './dead-letters/replay-steps.js';

const fieldNames = ['Owner', 'Phone', 'Industry', 'Stage', 'constructor'];
const anyChange: fc.Arbitrary<ChangeEvent> = fc.record({
  ref: fc.record({ module: fc.constantFrom(...usualModules), id: anyId() }),
  kind: fc.constantFrom(...changeKinds),
  changedFields: fc.subarray(fieldNames),
});
const anySettings = fc.record({
  debounceMs: fc.nat({ max: 3_600_000 }),
  criticalAccountFields: fc.subarray(fieldNames),
});

describe('how any change is queued', () => {
  it('is critical for a delete and for a critical field of an account, and then it never waits', () => {
    always([anyChange, anySettings], (change, settings) => {
      const { ref, importance, delayMs } = planSync(change, settings);
      const { kind, changedFields } = change;
      const touches = settings.criticalAccountFields.some((name) => changedFields.includes(name));
      const isCriticalUpdate = kind === 'update' && change.ref.module === 'Accounts' && touches;

      expect(ref).toBe(change.ref);
      expect(importance).toBe(kind === 'delete' || isCriticalUpdate ? 'critical' : 'live');
      const waits = kind === 'update' && !isCriticalUpdate;
      expect(delayMs).toBe(waits ? settings.debounceMs : 0);
    });
  });

  it('is told again from the id of its job, against every other importance', () => {
    const anyImportance = fc.constantFrom(...importances);
    always([anyImportance, anyImportance, anyId()], (queued, arriving, id) => {
      const isLess = isLessImportant(`${letterOf(queued)}-${id}`, arriving);

      expect(isLess).toBe(priorityOf(queued) > priorityOf(arriving));
    });
  });
});

describe('the steps of any replay', () => {
  it('grow up to a bound and put back every record, in few steps', () => {
    always([fc.integer({ min: 1, max: 100_000 })], (total) => {
      const sizes: number[] = [];
      for (let [left, size] = [total, firstStep]; left > 0; size = nextStep(size)) {
        sizes.push(Math.min(size, left));
        left -= size;
      }

      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
      expect(sizes.slice(0, -1)).toEqual(sizes.slice(0, -1).sort((a, b) => a - b));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
      expect(sizes.length).toBeLessThanOrEqual(4 + Math.ceil(total / 200));
    });
  });

  it('go on only where all is settled and more recovered than failed', () => {
    const count = fc.nat({ max: 5 });
    always([count, count, count], (recovered, failedAgain, open) => {
      const goesOn = stopAfter({ recovered, failedAgain, open }) === undefined;

      expect(goesOn).toBe(open === 0 && (failedAgain === 0 || recovered > failedAgain));
    });
  });
});

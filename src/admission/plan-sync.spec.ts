import { describe, expect, it } from '@jest/globals';

import { type ChangeKind } from '../crm/change-event.js';
import { type CrmModule } from '../crm/modules.js';
import { planSync } from './plan-sync.js';

const settings = { debounceMs: 2000, criticalAccountFields: ['Owner', 'Industry'] };
const critical = { importance: 'critical', delayMs: 0 };
const deleted = { ...critical, isDeleted: true };
const soon = { importance: 'live', delayMs: 0 };
const gathered = { importance: 'live', delayMs: 2000 };

describe('planSync', () => {
  it.each<[CrmModule, ChangeKind, readonly string[], object]>([
    ['Accounts', 'create', [], soon],
    ['Accounts', 'create', ['Owner'], soon],
    ['Accounts', 'restore', [], soon],
    ['Accounts', 'delete', [], deleted],
    ['Notes', 'delete', [], deleted],
    ['Accounts', 'update', [], gathered],
    ['Accounts', 'update', ['Phone'], gathered],
    ['Accounts', 'update', ['Phone', 'Owner'], critical],
    ['Accounts', 'update', ['owner'], gathered],
    ['Deals', 'update', ['Owner'], gathered],
  ])('of %s queues a %s of the fields %j as %j', (module, kind, changedFields, expected) => {
    const ref = { module, id: '1' };

    expect(planSync({ ref, kind, changedFields }, settings)).toEqual({ ref, ...expected });
  });

  it('does not delay anything without a debounce', () => {
    const change = {
      ref: { module: 'Deals', id: '1' },
      kind: 'update',
      changedFields: [],
    } as const;

    expect(planSync(change, { ...settings, debounceMs: 0 })).toMatchObject(soon);
  });
});

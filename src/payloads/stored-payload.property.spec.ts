import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyJson } from '../../test/support/arbitraries.js';
import { always } from '../../test/support/properties.js';
import { type ChangeEvent, changeKinds } from '../crm/change-event.js';
import { mergePayload, type StoredPayload } from './stored-payload.js';

const startMs = Date.parse('2026-03-01T09:00:00Z');
const ref = { module: 'Deals', id: '1' } as const;

/** A change with all that a record has, made and sent at one moment. */
function whole(kind: ChangeEvent['kind'], second: number): ChangeEvent {
  const sentAtMs = startMs + second * 1000;
  const data = { Stage: `stage ${second}`, Modified_Time: new Date(sentAtMs).toISOString() };
  return { ref, kind, changedFields: [], sentAtMs, ...(kind === 'delete' ? {} : { data }) };
}

function merged(changes: readonly ChangeEvent[], known?: StoredPayload): StoredPayload | undefined {
  return changes.reduce<StoredPayload | undefined>(
    (state, change) => mergePayload(state, change, startMs),
    known,
  );
}

const anyChange: fc.Arbitrary<ChangeEvent> = fc
  .record({
    kind: fc.constantFrom(...changeKinds),
    sent: fc.option(fc.nat({ max: 20 }), { nil: undefined }),
    modified: fc.option(fc.nat({ max: 20 }), { nil: undefined }),
    value: anyJson(1),
  })
  .map(({ kind, sent, modified, value }) => {
    const time = modified === undefined ? {} : { Modified_Time: timeText(modified) };
    const data = { Stage: value, ...time };
    const told = sent === undefined ? {} : { sentAtMs: startMs + sent * 1000 };
    return { ref, kind, changedFields: [], ...told, ...(kind === 'delete' ? {} : { data }) };
  });

function timeText(second: number): string {
  return new Date(startMs + second * 1000).toISOString();
}

describe('what is known of a record', () => {
  it('follows from the newest of whole changes, in whatever order they come', () => {
    const changes = fc.uniqueArray(
      fc.tuple(fc.constantFrom('update', 'delete', 'restore'), fc.nat({ max: 1000 })),
      { selector: ([, second]) => second, minLength: 1, maxLength: 8 },
    );
    always([changes], (list) => {
      const state = merged(list.map(([kind, second]) => whole(kind, second)));

      const [kind, second] = [...list].sort(([, a], [, b]) => b - a)[0]!;
      if (kind === 'delete') expect(state?.deletedAtMs).toBe(startMs + second * 1000);
      else expect(state).toMatchObject({ fields: { Stage: `stage ${second}` } });
      expect(state?.deletedAtMs === undefined).toBe(kind !== 'delete');
    });
  });

  it('never goes back in time, and is the same when a change comes twice', () => {
    always([fc.array(anyChange, { maxLength: 12 })], (changes) => {
      let known: StoredPayload | undefined;
      for (const change of changes) {
        const next = mergePayload(known, change, startMs);

        expect(next.modifiedAtMs).toBeGreaterThanOrEqual(known?.modifiedAtMs ?? 0);
        expect(next.sentAtMs).toBeGreaterThanOrEqual(known?.sentAtMs ?? 0);
        const again = mergePayload(next, change, startMs);
        // It may be told that there was nothing new in it.
        expect({ ...again, ignoredAtMs: 0 }).toEqual({ ...next, ignoredAtMs: 0 });
        known = next;
      }
    });
  });
});

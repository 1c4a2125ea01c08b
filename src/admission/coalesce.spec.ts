import { describe, expect, it } from '@jest/globals';

import { type Importance } from '../queue/importance.js';
import { type SyncRequest } from '../queue/record-job.js';
import { type Coalescible, coalesced } from './coalesce.js';

function request(id: string, importance: Importance = 'live', delayMs = 0): SyncRequest {
  return { ref: { module: 'Accounts', id }, importance, delayMs };
}

describe('coalesced', () => {
  it.each<[string, readonly SyncRequest[], readonly SyncRequest[]]>([
    ['nothing', [], []],
    ['different records', [request('1'), request('2')], [request('1'), request('2')]],
    [
      'the critical one, first',
      [request('1', 'critical'), request('1')],
      [request('1', 'critical')],
    ],
    [
      'the critical one, last',
      [request('1'), request('1', 'critical')],
      [request('1', 'critical')],
    ],
    ['the shorter delay, first', [request('1'), request('1', 'live', 9)], [request('1')]],
    ['the shorter delay, last', [request('1', 'live', 9), request('1')], [request('1')]],
    [
      'the more important one with the delay of the other',
      [request('1', 'live', 9), request('1', 'sweep')],
      [request('1')],
    ],
    ['the more important one, last', [request('1', 'sweep'), request('1', 'live')], [request('1')]],
  ])('keeps %s', (_, requests, kept) => {
    expect(coalesced(requests)).toEqual(kept);
  });

  it('tells records of different modules with one id apart', () => {
    const deal: SyncRequest = { ...request('1'), ref: { module: 'Deals', id: '1' } };

    expect(coalesced([request('1'), deal])).toEqual([request('1'), deal]);
  });

  it('says that the record was deleted where any of them does, and since when the first of them waits', () => {
    const told: Coalescible = { ...request('1', 'critical'), isDeleted: true, queuedAtMs: 20 };
    const before: Coalescible = { ...request('1', 'live', 9), queuedAtMs: 10, sentAtMs: 5 };
    const after: Coalescible = { ...request('1', 'live'), queuedAtMs: 30, sentAtMs: 7 };

    for (const requests of [
      [before, told, after],
      [after, told, before],
    ]) {
      expect(coalesced(requests)).toEqual([{ ...told, queuedAtMs: 10, sentAtMs: 5 }]);
    }
  });
});

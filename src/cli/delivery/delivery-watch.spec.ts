import { describe, expect, it } from '@jest/globals';

import { type DeliveryAnswer } from '../../installation/recent-deliveries.js';
import { type RecordStanding } from '../../queue/progress/record-progress.js';
import { DeliveryWatch } from './delivery-watch.js';

const atMs = Date.parse('2026-05-14T10:00:00.000Z');

function delivery(id: string, values: Partial<DeliveryAnswer> = {}): DeliveryAnswer {
  return {
    ...{ at: new Date(atMs).toISOString(), request_id: id, outcome: 'queued', status: 200 },
    ...{ reason: null, problems: [], event_id: id, scheme: 'signature', module: 'Deals' },
    ...{ kind: 'update', records: 1, record_ids: [id], address: '10.0.0.1', content_type: null },
    ...{ user_agent: null, bytes: 2, digest: null, took_ms: 5, ...values },
  };
}

const waiting: RecordStanding = {
  ...{ lookedAtMs: atMs, job: 'active', queuedAtMs: atMs, attempts: 0 },
  ...{ lastError: undefined, requestId: undefined },
  ...{ lastSync: undefined, behindSinceMs: atMs, deadLetter: undefined },
};
const sync = { receivedAtMs: atMs, outcome: 'written', requestId: null };
const quiet = { ...waiting, job: undefined, behindSinceMs: undefined };

describe('DeliveryWatch', () => {
  let known: DeliveryAnswer[];
  let standing: RecordStanding;
  const watched = (): DeliveryWatch =>
    new DeliveryWatch(
      { last: () => Promise.resolve({ counts: {} as never, deliveries: known }) },
      { of: () => Promise.resolve(standing) },
    );

  it('tells of each delivery once, the oldest first, and of none from before', async () => {
    known = [delivery('2'), delivery('1')];
    standing = waiting;
    const watch = watched();
    expect(await watch.look()).toMatchObject({ deliveries: [] });

    known = [delivery('4'), delivery('3'), ...known];
    const { deliveries } = await watch.look();
    expect(deliveries.map(({ request_id: id }) => id)).toEqual(['3', '4']);
    expect(await watch.look()).toEqual({ deliveries: [], outcomes: [], isPart: false });
  });

  it('begins with the last ones where that is asked for', async () => {
    known = [delivery('2'), delivery('1')];
    standing = waiting;

    const { deliveries } = await watched().look(1);

    expect(deliveries.map(({ request_id: id }) => id)).toEqual(['2']);
  });

  it.each<[string, RecordStanding, string | undefined]>([
    ['that is written', { ...quiet, lastSync: { ...sync, syncedAtMs: atMs + 500 } }, 'written'],
    ['whose job runs', { ...waiting, lastSync: { ...sync, syncedAtMs: atMs } }, undefined],
    ['synced before it came', { ...quiet, lastSync: { ...sync, syncedAtMs: atMs - 6 } }, undefined],
    [
      'written before the answer was sent',
      { ...quiet, lastSync: { ...sync, syncedAtMs: atMs - 4 } },
      'written',
    ],
  ])('of a record %s', async (_what, known_, outcome) => {
    known = [delivery('1')];
    standing = known_;
    const watch = watched();

    const { outcomes } = await watch.look(1);

    expect(outcomes.map((each) => each.outcome)).toEqual(outcome === undefined ? [] : [outcome]);
    expect((await watch.look()).outcomes).toEqual([]);
  });

  it('tells why a record was given up', async () => {
    known = [delivery('1')];
    const deadLetter = { failedAtMs: atMs + 2000, code: 'zoho.invalid', message: 'no' } as never;
    standing = { ...quiet, deadLetter };

    expect((await watched().look(1)).outcomes).toMatchObject([
      { outcome: 'dead_letter', afterSeconds: 2, error: 'zoho.invalid: no' },
    ]);
  });

  it('says where it may have missed some', async () => {
    known = [delivery('0')];
    standing = waiting;
    const watch = watched();
    await watch.look();

    known = Array.from({ length: 500 }, (_each, at) => delivery(`new-${at}`));

    expect(await watch.look()).toMatchObject({ isPart: true });
  });
});

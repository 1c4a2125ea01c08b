import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { type Settings } from '../config/settings.js';
import { type ChangeEvent } from '../crm/change-event.js';
import { type RecordSource } from '../crm/record-source.js';
import { type JobSpans } from '../queue/tracing/job-spans.js';
import { type AppendOutcome, type ChangeLog } from '../queue/log/change-log.js';
import { type LoggedDelivery } from '../queue/log/logged-delivery.js';
import { type RedisConnections } from '../redis/redis-connections.js';
import { Admission, type AdmissionOutcome } from './admission.js';
import { deliveryFrom } from './change-entry.js';

function change(id: string, kind: ChangeEvent['kind'] = 'update'): ChangeEvent {
  return { ref: { module: 'Accounts', id }, kind, changedFields: [], data: { Phone: '1' } };
}

/** An admission over a log that answers so. */
function admission(answer: () => AppendOutcome, { keepsData = false } = {}) {
  const appended: LoggedDelivery[] = [];
  const breaker = { answers: true };
  const log = {
    append: (delivery: LoggedDelivery) => {
      appended.push(delivery);
      return Promise.resolve().then(answer);
    },
  };
  const subject = new Admission(
    log as unknown as ChangeLog,
    (keepsData ? { take: () => Promise.resolve() } : {}) as unknown as RecordSource,
    { queueing: (_: unknown, __: unknown, work: () => unknown) => work() } as unknown as JobSpans,
    { breaker } as unknown as RedisConnections,
    { queue: { debounceMs: 2000, criticalAccountFields: [] } } as unknown as Settings,
  );
  return { appended, breaker, admit: subject.admit.bind(subject) };
}

function read({ entry }: LoggedDelivery) {
  const fields = new Map<string, string>();
  for (let at = 0; at < entry.length; at += 2) fields.set(entry[at]!, entry[at + 1]!);
  return deliveryFrom({ id: '1700000000000-0', fields });
}

const queued: AppendOutcome = { status: 'queued', joined: 0 };
const unavailable: AdmissionOutcome = { status: 'refused', reason: 'redis_unavailable' };
const delivery = { identity: 'd1', changes: [change('1'), change('2', 'delete'), change('1')] };

describe('Admission', () => {
  beforeEach(() => {
    Logger.overrideLogger(false);
  });
  afterEach(() => {
    Logger.overrideLogger(['error', 'warn']);
  });

  it('has the log take a delivery with its records, each once, as it reads it again', async () => {
    const { admit, appended } = admission(() => queued);

    expect(await admit({ ...delivery, requestId: 'r1' })).toEqual({ status: 'queued', records: 2 });
    expect(appended).toMatchObject([{ identity: 'd1', records: ['Accounts/1', 'Accounts/2'] }]);
    expect(read(appended[0]!)).toEqual({
      entryId: '1700000000000-0',
      takenAtMs: 1_700_000_000_000,
      planned: [
        { ref: { module: 'Accounts', id: '1' }, importance: 'live', delayMs: 2000 },
        {
          ref: { module: 'Accounts', id: '2' },
          importance: 'critical',
          delayMs: 0,
          isDeleted: true,
        },
      ],
      carried: [],
      requestId: 'r1',
      trace: undefined,
    });
  });

  it('keeps what it carried, in its order, where memory is made of that', async () => {
    const { admit, appended } = admission(() => queued, { keepsData: true });

    await admit(delivery);

    expect(read(appended[0]!)).toMatchObject({ carried: delivery.changes });
  });

  it('asks nothing of a Redis that is known not to answer', async () => {
    const { admit, appended, breaker } = admission(() => queued);
    breaker.answers = false;

    expect(await admit(delivery)).toEqual(unavailable);
    expect(appended).toEqual([]);
  });

  it.each<[string, () => AppendOutcome, AdmissionOutcome]>([
    ['took it before', () => ({ status: 'duplicate' }), { status: 'duplicate' }],
    ['is full', () => ({ status: 'full' }), { status: 'refused', reason: 'queue_full' }],
    [
      'fails',
      () => {
        throw new Error('ECONNRESET');
      },
      unavailable,
    ],
  ])('says so where the log %s', async (_, answer, outcome) => {
    const { admit } = admission(answer);

    expect(await admit(delivery)).toEqual(outcome);
  });
});

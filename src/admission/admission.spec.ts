import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { type Settings } from '../config/settings.js';
import { type ChangeEvent } from '../crm/change-event.js';
import { type RecordSource } from '../crm/record-source.js';
import { Admission, type AdmissionOutcome } from './admission.js';
import { type Capacity } from '../queue/capacity.js';
import { ChangeQueue, mostImportantPerRecord } from './change-queue.js';
import { type Deliveries } from './deliveries.js';
import { type Importance } from '../queue/importance.js';
import { type Freshness } from '../queue/progress/freshness.js';
import { type RecordQueues, type SyncRequest } from '../queue/record-queues.js';
import { type RedisConnections } from '../redis/redis-connections.js';

function request(id: string, importance: Importance = 'live', delayMs = 0): SyncRequest {
  return { ref: { module: 'Accounts', id }, importance, delayMs };
}

function change(id: string): ChangeEvent {
  return { ref: { module: 'Accounts', id }, kind: 'update', changedFields: [] };
}

const never = new Promise<never>(() => undefined);
const reset = () => Promise.reject(new Error('ECONNRESET'));

/** What stands behind an admission, each step noted as it happens; a step can be given another end. */
function admission(ends: Partial<Record<string, () => unknown>> = {}) {
  const log: string[] = [];
  const held = { records: 0 };
  const step = async (name: string, result?: unknown) => {
    log.push(name);
    await Promise.resolve();
    return ends[name] === undefined ? result : ends[name]();
  };
  const source = {
    take: (changes: readonly ChangeEvent[]) => step(`take ${changes.length}`),
  };
  const deliveries = {
    has: (identity: string) => step(`has ${identity}`, false),
    remember: (identity: string) => step(`remember ${identity}`),
  };
  const capacity = {
    refresh: (records: number) => step(`refresh ${records}`),
    reserve: (records: number) => {
      const admitted = (ends['reserve']?.() ?? true) as boolean;
      if (admitted) held.records += records;
      return admitted;
    },
    release: (records: number, queued: boolean) => {
      held.records -= records;
      log.push(queued ? 'counted' : 'released');
    },
  };
  const queues = {
    enqueue: (requests: readonly SyncRequest[]) => step(`enqueue ${requests.length}`),
  };
  const breaker = { answers: true };
  const subject = new Admission(
    deliveries as unknown as Deliveries,
    capacity as unknown as Capacity,
    new ChangeQueue(
      queues as unknown as RecordQueues,
      source as unknown as RecordSource,
      { noteChanged: () => Promise.resolve() } as unknown as Freshness,
      { now: () => 0 },
      { queue: { debounceMs: 0, criticalAccountFields: [] } } as unknown as Settings,
    ),
    { breaker } as unknown as RedisConnections,
  );
  return { log, held, breaker, admit: subject.admit.bind(subject) };
}

const delivery = { identity: 'd1', changes: [change('1'), change('2'), change('1')] };
const unavailable: AdmissionOutcome = { status: 'refused', reason: 'redis_unavailable' };

describe('Admission', () => {
  beforeEach(() => {
    Logger.overrideLogger(false);
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    Logger.overrideLogger(['error', 'warn']);
  });

  it('looks a delivery up, takes and queues its records, and only then remembers it', async () => {
    const { admit, log, held } = admission();

    expect(await admit(delivery)).toEqual({ status: 'queued', records: 2 });
    expect(log).toEqual(['has d1', 'refresh 2', 'take 3', 'enqueue 2', 'counted', 'remember d1']);
    expect(held.records).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('asks nothing of a Redis that is known not to answer', async () => {
    const { admit, log, breaker } = admission();
    breaker.answers = false;

    expect(await admit(delivery)).toEqual(unavailable);
    expect(log).toEqual([]);
  });

  it('neither looks up nor remembers a delivery without an identity', async () => {
    const { admit, log } = admission();

    await admit({ identity: undefined, changes: [change('1')] });

    expect(log).toEqual(['refresh 1', 'take 1', 'enqueue 1', 'counted']);
  });

  it('queues nothing of a delivery that was queued before', async () => {
    const { admit, log, held } = admission({ 'has d1': () => true });

    expect(await admit(delivery)).toEqual({ status: 'duplicate' });
    expect(log).toEqual(['has d1', 'refresh 2']);
    expect(held.records).toBe(0);
  });

  it('refuses a delivery while the queue is full, and remembers nothing of it', async () => {
    const { admit, log } = admission({ reserve: () => false });

    expect(await admit(delivery)).toEqual({ status: 'refused', reason: 'queue_full' });
    expect(log).toEqual(['has d1', 'refresh 2']);
  });

  it.each([
    ['has d1', ['has d1', 'refresh 2']],
    ['refresh 2', ['has d1', 'refresh 2']],
    ['take 3', ['has d1', 'refresh 2', 'take 3', 'released']],
    ['enqueue 2', ['has d1', 'refresh 2', 'take 3', 'enqueue 2', 'released']],
  ])('refuses a delivery when `%s` fails, and remembers nothing of it', async (failing, steps) => {
    const { admit, log, held } = admission({ [failing]: reset });

    expect(await admit(delivery)).toEqual(unavailable);
    expect(log).toEqual(steps);
    expect(held.records).toBe(0);
  });

  it.each(['has d1', 'refresh 2', 'take 3', 'enqueue 2'])(
    'refuses a delivery when `%s` hangs, within a second',
    async (hanging) => {
      const { admit } = admission({ [hanging]: () => never });

      const outcome = admit(delivery);
      await jest.advanceTimersByTimeAsync(1000);

      expect(await outcome).toEqual(unavailable);
    },
  );

  it('does not remember a delivery that it refused, even where the records are queued after all', async () => {
    let answer = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { admit, log, held } = admission({ 'enqueue 2': () => late });

    const outcome = admit(delivery);
    await jest.advanceTimersByTimeAsync(1000);
    expect(await outcome).toEqual(unavailable);
    answer();
    await jest.advanceTimersByTimeAsync(1000);

    expect(log.at(-1)).toBe('counted');
    expect(held.records).toBe(0);
  });

  it.each([
    ['fails', reset],
    ['hangs', () => never],
  ])('has a delivery queued when only remembering it %s', async (_, end) => {
    const { admit } = admission({ 'remember d1': end });

    expect(await admit(delivery)).toEqual({ status: 'queued', records: 2 });
  });
});

describe('mostImportantPerRecord', () => {
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
    expect(mostImportantPerRecord(requests)).toEqual(kept);
  });

  it('tells records of different modules with one id apart', () => {
    const deal: SyncRequest = { ...request('1'), ref: { module: 'Deals', id: '1' } };

    expect(mostImportantPerRecord([request('1'), deal])).toEqual([request('1'), deal]);
  });
});

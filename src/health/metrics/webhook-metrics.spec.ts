import { describe, expect, it } from '@jest/globals';

import { type CountName } from '../../installation/event-counts.js';
import { type MetricsState, webhookMetricsFrom } from './webhook-metrics.js';

function state(
  counts: Partial<Record<CountName, number>>,
  overrides: Partial<MetricsState> = {},
): MetricsState {
  const names: readonly CountName[] = [
    ...(['total_events', 'verified_events', 'rejected_events', 'duplicated_events'] as const),
    ...(['queued_events', 'failed_events', 'events_succeeded', 'events_failed'] as const),
    ...(['events_retried', 'events_dead_letter', 'records_coalesced'] as const),
    ...(['batches_processed', 'batched_records'] as const),
  ];
  const zeros = Object.fromEntries(names.map((name) => [name, 0]));
  return {
    counts: {
      of: { ...zeros, ...counts } as Record<CountName, number>,
      lastProcessedMs: undefined,
    },
    depths: [],
    deadLetters: new Map(),
    lags: new Map(),
    nowMs: Date.UTC(2026, 0, 5, 9),
    ...overrides,
  };
}

describe('webhookMetricsFrom', () => {
  it('has every name of the contract, and rates of nothing, where nothing happened', () => {
    expect(webhookMetricsFrom(state({}))).toStrictEqual({
      total_events: 0,
      verified_events: 0,
      rejected_events: 0,
      duplicated_events: 0,
      queued_events: 0,
      failed_events: 0,
      acceptance_rate: '0.0%',
      deduplication_rate: '0.0%',
      current_queue_size: 0,
      dead_letter_queue_size: 0,
      events_processed: 0,
      events_succeeded: 0,
      events_failed: 0,
      events_retried: 0,
      events_dead_letter: 0,
      records_coalesced: 0,
      batches_processed: 0,
      average_batch_size: 0,
      last_processed: null,
      success_rate: '0.0%',
      lag_seconds: 0,
      modules: {},
      timestamp: '2026-01-05T09:00:00.000Z',
    });
  });

  it('tells rates of all deliveries and of all records that were processed', () => {
    const counts = { total_events: 1000, verified_events: 998, duplicated_events: 19 };

    expect(
      webhookMetricsFrom(state({ ...counts, events_succeeded: 2, events_dead_letter: 1 })),
    ).toMatchObject({
      acceptance_rate: '99.8%',
      deduplication_rate: '1.9%',
      events_processed: 3,
      success_rate: '66.7%',
    });
  });

  it('tells the size of a batch on average', () => {
    const metrics = webhookMetricsFrom(state({ batches_processed: 3, batched_records: 100 }));

    expect(metrics.average_batch_size).toBe(33.33);
    expect(metrics).not.toHaveProperty('batched_records');
  });

  it('tells of every queue, and of all of them', () => {
    const metrics = webhookMetricsFrom(
      state(
        {},
        {
          depths: [
            { module: 'Deals', waiting: 3, unrouted: 0, delayed: 2, active: 1 },
            { module: 'Notes', waiting: 0, unrouted: 0, delayed: 0, active: 0 },
          ],
          deadLetters: new Map([
            ['Deals', 4],
            ['Tasks', 2],
          ]),
          lags: new Map([
            ['Deals', 1234],
            ['Notes', 0],
          ]),
        },
      ),
    );

    expect(metrics).toMatchObject({
      current_queue_size: 5,
      dead_letter_queue_size: 6,
      lag_seconds: 1.234,
      modules: {
        Deals: { waiting: 3, active: 1, delayed: 2, failed: 4, lag_seconds: 1.234 },
        Notes: { waiting: 0, active: 0, delayed: 0, failed: 0, lag_seconds: 0 },
      },
    });
  });
});

import { Injectable } from '@nestjs/common';

import { type RecordKey, recordKey, type RecordRef } from '../crm/record-ref.js';
import { isoTime } from '../kernel/iso-time.js';
import { type CountName, EventCounts } from './event-counts.js';
import { type RefusalReason, refusalReasons } from './refusal-reason.js';
import { RefusedDeliveries, type RefusedDelivery } from './refused-deliveries.js';
import { TakenDeliveries, type TakenDelivery } from './taken-deliveries.js';

export const deliveryOutcomes = ['queued', 'duplicate', 'refused'] as const;

export type DeliveryOutcome = (typeof deliveryOutcomes)[number];

/** A delivery as programs outside get it; null for what isn't known of it, or doesn't apply. */
export interface DeliveryAnswer {
  /** ISO 8601: when it was answered. */
  readonly at: string;
  readonly request_id: string;
  readonly outcome: DeliveryOutcome;
  readonly status: number;
  /** Why it was refused. */
  readonly reason: RefusalReason | null;
  /** What was not understood of it. */
  readonly problems: readonly string[];
  readonly event_id: string | null;
  readonly scheme: string | null;
  readonly module: string | null;
  readonly kind: string | null;
  readonly records: number | null;
  /** Of the first of its records. */
  readonly record_ids: readonly string[];
  readonly address: string;
  readonly content_type: string | null;
  readonly user_agent: string | null;
  readonly bytes: number;
  /** SHA-256 of a body that was refused, the first 16 hex digits. */
  readonly digest: string | null;
  readonly took_ms: number | null;
}

/** The last deliveries, newest first, and how many there were of each kind since the installation began. */
export interface DeliveriesAnswer {
  readonly counts: {
    readonly total: number;
    readonly queued: number;
    readonly duplicate: number;
    readonly refused: number;
    /** Those that occurred. */
    readonly by_reason: Readonly<Partial<Record<RefusalReason, number>>>;
  };
  readonly deliveries: readonly DeliveryAnswer[];
}

/** Which of them are asked for; all where nothing is said. */
export interface DeliveryFilter {
  readonly outcome?: DeliveryOutcome;
  /** The one that a request carried. */
  readonly requestId?: string;
  readonly limit?: number;
}

/** The request ids of the deliveries that told of a record, the latest last. */
export type ToldBy = (ref: Pick<RecordRef, 'module' | 'id'>) => readonly string[];

const usualLimit = 100;
/** A record that changes all the time isn't told of by more. */
const mostTold = 20;

/** The last deliveries over all processes, whatever became of them. */
@Injectable()
export class RecentDeliveries {
  constructor(
    private readonly taken: TakenDeliveries,
    private readonly refused: RefusedDeliveries,
    private readonly counts: EventCounts,
  ) {}

  /** A delivery was taken; `describe` is asked only where there is room for it. */
  noteTaken(describe: () => TakenDelivery): void {
    this.taken.note(describe);
  }

  /** A delivery was refused; the same. */
  noteRefused(describe: () => RefusedDelivery): void {
    this.refused.note(describe);
  }

  /** By which of the last deliveries each record was told of, of those that they name. @throws the error of Redis */
  async toldBy(): Promise<ToldBy> {
    const requests = new Map<RecordKey, string[]>();
    for (const { module, recordIds, requestId } of [...(await this.taken.last())].reverse()) {
      for (const id of recordIds) {
        const key = recordKey({ module, id });
        requests.set(key, [...(requests.get(key) ?? []), requestId]);
      }
    }
    return (ref) => (requests.get(recordKey(ref)) ?? []).slice(-mostTold);
  }

  /** @throws the error of Redis */
  async last({
    outcome,
    requestId,
    limit = usualLimit,
  }: DeliveryFilter = {}): Promise<DeliveriesAnswer> {
    const [taken, refused, { of }] = await Promise.all([
      outcome === 'refused' ? [] : this.taken.last(),
      outcome === 'queued' || outcome === 'duplicate' ? [] : this.refused.last(),
      this.counts.read(),
    ]);
    const all = [...taken.map(answerOfTaken), ...refused.map(answerOfRefused)];
    const wanted = all
      .filter((each) => outcome === undefined || each.outcome === outcome)
      .filter((each) => requestId === undefined || each.request_id === requestId);
    return {
      counts: countsFrom(of),
      deliveries: wanted.sort((one, other) => other.at.localeCompare(one.at)).slice(0, limit),
    };
  }
}

function countsFrom(of: Readonly<Record<CountName, number>>): DeliveriesAnswer['counts'] {
  const byReason = refusalReasons.map((reason) => [reason, of[`refused_${reason}`]] as const);
  return {
    total: of.total_events,
    queued: of.queued_events,
    duplicate: of.duplicated_events,
    refused: of.rejected_events + of.failed_events,
    by_reason: Object.fromEntries(byReason.filter(([, count]) => count > 0)),
  };
}

function answerOfTaken(delivery: TakenDelivery): DeliveryAnswer {
  return {
    at: isoTime(delivery.atMs),
    request_id: delivery.requestId,
    outcome: delivery.outcome,
    status: 200,
    reason: null,
    problems: [],
    event_id: delivery.eventId,
    scheme: delivery.scheme,
    module: delivery.module,
    kind: delivery.kind,
    records: delivery.records,
    record_ids: delivery.recordIds,
    address: delivery.address,
    content_type: null,
    user_agent: delivery.userAgent ?? null,
    bytes: delivery.bytes,
    digest: null,
    took_ms: delivery.tookMs,
  };
}

function answerOfRefused(delivery: RefusedDelivery): DeliveryAnswer {
  return {
    at: isoTime(delivery.atMs),
    request_id: delivery.requestId,
    outcome: 'refused',
    status: delivery.status,
    reason: delivery.reason,
    problems: delivery.problems ?? [],
    event_id: null,
    scheme: delivery.scheme ?? null,
    module: null,
    kind: null,
    records: null,
    record_ids: [],
    address: delivery.address,
    content_type: delivery.contentType ?? null,
    user_agent: delivery.userAgent ?? null,
    bytes: delivery.bytes,
    digest: delivery.digest || null,
    took_ms: null,
  };
}

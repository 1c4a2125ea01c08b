import { Injectable } from '@nestjs/common';

import { recordKey } from '../../crm/record-ref.js';
import {
  type DeliveriesAnswer,
  type DeliveryAnswer,
  type DeliveryFilter,
  RecentDeliveries,
} from '../../installation/recent-deliveries.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type DeadLetter } from '../dead-letters/dead-letter.js';
import { DeadLetterStore } from '../dead-letters/dead-letter-store.js';
import { Freshness, type LastSync } from './freshness.js';

/** What became of a record that a delivery told of. */
export interface DeliveredRecord {
  readonly record_id: string;
  /** As `records show` has it, or `dead_letter`; null while it is on its way, or where something else brought it in. */
  readonly outcome: string | null;
  /** ISO 8601. */
  readonly at: string | null;
}

/** A delivery, and what became of the first of its records. */
export interface FollowedDelivery extends DeliveryAnswer {
  /** None of one that was refused. */
  readonly became: readonly DeliveredRecord[];
}

export interface FollowedDeliveries extends DeliveriesAnswer {
  readonly deliveries: readonly FollowedDelivery[];
}

/** The last deliveries, with what became of their records. */
@Injectable()
export class DeliveryRecords {
  constructor(
    private readonly recent: RecentDeliveries,
    private readonly deadLetters: DeadLetterStore,
    private readonly freshness: Freshness,
  ) {}

  /** @throws the error of Redis */
  async last(filter: DeliveryFilter): Promise<FollowedDeliveries> {
    const answer = await this.recent.last(filter);
    const refs = new Map(answer.deliveries.flatMap(refsOf).map((ref) => [recordKey(ref), ref]));
    const named = [...refs.values()];
    const [letters, syncs] = await Promise.all([
      this.deadLetters.getAll(named),
      this.freshness.lastSyncs(named),
    ]);
    const syncOf = new Map(named.map((ref, index) => [recordKey(ref), syncs[index]]));
    return {
      ...answer,
      deliveries: answer.deliveries.map((delivery) => ({
        ...delivery,
        became: refsOf(delivery).map((ref) => {
          const key = recordKey(ref);
          return deliveredRecord(ref.id, delivery, letters.get(key), syncOf.get(key));
        }),
      })),
    };
  }
}

function refsOf({ module, record_ids: ids }: DeliveryAnswer) {
  return module === null ? [] : ids.map((id) => ({ module, id }));
}

/** What ended before the delivery came was for another one. */
export function deliveredRecord(
  id: string,
  { at, took_ms: tookMs }: Pick<DeliveryAnswer, 'at' | 'took_ms'>,
  letter: Pick<DeadLetter, 'failedAtMs'> | undefined,
  sync: LastSync | undefined,
): DeliveredRecord {
  const cameAtMs = Date.parse(at) - (tookMs ?? 0);
  if (letter !== undefined && letter.failedAtMs >= cameAtMs) {
    return { record_id: id, outcome: 'dead_letter', at: isoTime(letter.failedAtMs) };
  }
  if (sync === undefined || sync.syncedAtMs < cameAtMs) {
    return { record_id: id, outcome: null, at: null };
  }
  return { record_id: id, outcome: sync.outcome, at: isoTime(sync.syncedAtMs) };
}

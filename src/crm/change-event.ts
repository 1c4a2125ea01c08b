import { type RecordRef } from './record-ref.js';

export const changeKinds = ['create', 'update', 'delete', 'restore'] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** What a delivery says of one record. Only the ref is ever queued: the present record is the truth, not the event. */
export interface ChangeEvent {
  readonly ref: RecordRef;
  readonly kind: ChangeKind;
  /** API names of the fields that changed; empty where the sender didn't say. */
  readonly changedFields: readonly string[];
  /** The fields the delivery carried, by API name; used in payload mode only. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** When the sender sent it, epoch ms by the sender's clock, where it said so. */
  readonly sentAtMs?: number;
}

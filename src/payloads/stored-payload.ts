import { type ChangeEvent } from '../crm/change-event.js';
import { modifiedMsFrom } from '../crm/crm-record.js';

const clocksDifferByMs = 5 * 60_000;

/** What deliveries have told of one record so far. */
export interface StoredPayload {
  readonly fields: Readonly<Record<string, unknown>>;
  /** The newest `Modified_Time` that came with the fields, epoch ms; 0 where none did. */
  readonly modifiedAtMs: number;
  /** When the newest of the deliveries was sent, epoch ms by the sender's clock; 0 where none said. */
  readonly sentAtMs: number;
  /** When the record was deleted, epoch ms by the sender's clock if it said so; absent while it exists. */
  readonly deletedAtMs?: number;
  /** The last change told more than a record may hold, and nothing of it was kept; absent since one has been taken. */
  readonly isTooLarge?: boolean;
  /** When a change was last ignored because something newer was known, epoch ms; absent since one has been taken. */
  readonly ignoredAtMs?: number;
}

/** What deliveries may tell of one record altogether; far beyond what Zoho keeps of one. */
export const recordLimits = { fields: 1000, bytes: 2_000_000 } as const;

/**
 * Whether a change was sent so long ago that it may be one that somebody kept: later than deliveries are remembered, and
 * five minutes for clocks that differ. It is a reason to look at the record, and tells nothing of it.
 */
export function mayBeReplayed(
  { sentAtMs }: ChangeEvent,
  rememberedForMs: number,
  nowMs: number,
): boolean {
  return sentAtMs !== undefined && sentAtMs < nowMs - rememberedForMs - clocksDifferByMs;
}

/**
 * What is known of a record after one more change of it: partial data merge into what is known, data older than what
 * is known are ignored. A deleted record comes back by a restoration, by a creation that is newer than what was known,
 * or by an update made after the deletion; a repeated creation and a late update don't bring it back.
 */
export function mergePayload(
  known: StoredPayload | undefined,
  change: ChangeEvent,
  nowMs: number,
): StoredPayload {
  const base = known ?? { fields: {}, modifiedAtMs: 0, sentAtMs: 0 };
  if (isLate(base, change)) return { ...base, ignoredAtMs: nowMs };
  const sentAtMs = Math.max(base.sentAtMs, change.sentAtMs ?? 0);
  if (change.kind === 'delete') {
    const { fields, modifiedAtMs } = base;
    return { fields, modifiedAtMs, sentAtMs, deletedAtMs: change.sentAtMs ?? nowMs };
  }
  if (base.deletedAtMs !== undefined && !revives(base, change)) {
    return { ...base, ignoredAtMs: nowMs };
  }
  return {
    fields: { ...base.fields, ...change.data },
    modifiedAtMs: Math.max(base.modifiedAtMs, modifiedTimeOf(change.data) ?? 0),
    sentAtMs,
  };
}

/**
 * What changes have made of a record, if a record may hold it; otherwise what was known, its times too, since a smaller
 * one may come with the same.
 */
export function withinLimits(
  known: StoredPayload | undefined,
  merged: StoredPayload,
): StoredPayload {
  const { fields: mostFields, bytes: mostBytes } = recordLimits;
  const { fields } = merged;
  const fits =
    Object.keys(fields).length <= mostFields &&
    Buffer.byteLength(JSON.stringify(fields)) <= mostBytes;
  if (fits) return merged;
  return { ...(known ?? { fields: {}, modifiedAtMs: 0, sentAtMs: 0 }), isTooLarge: true };
}

/**
 * Whether something newer is known. The data of a deletion may be older than it is: they tell only where nothing says when
 * it was sent, and then that the record was written anew since.
 */
function isLate(base: StoredPayload, change: ChangeEvent): boolean {
  const { sentAtMs, kind } = change;
  if (sentAtMs !== undefined) {
    if (sentAtMs < Math.max(base.sentAtMs, base.modifiedAtMs)) return true;
    if (kind === 'delete') return false;
  }
  const modifiedAtMs = modifiedTimeOf(change.data);
  return modifiedAtMs !== undefined && modifiedAtMs < base.modifiedAtMs;
}

function revives(base: StoredPayload, change: ChangeEvent): boolean {
  if (change.kind === 'restore') return true;
  const modifiedAtMs = modifiedTimeOf(change.data);
  const changedAtMs = modifiedAtMs ?? change.sentAtMs;
  // Of a record known by its deletion alone, a creation most likely was overtaken by it.
  const knownByDeletionAlone = Object.keys(base.fields).length === 0;
  if (change.kind === 'update' || (knownByDeletionAlone && changedAtMs !== undefined)) {
    return changedAtMs !== undefined && changedAtMs > (base.deletedAtMs ?? 0);
  }
  return modifiedAtMs === undefined || modifiedAtMs > base.modifiedAtMs;
}

/**
 * `Modified_Time` of a record's fields as epoch ms; undefined where it isn't an ISO time with an offset. Workflows send
 * it in the format of whoever set them up: such a text orders nothing, and changes count in the order they came.
 */
export function modifiedTimeOf(
  fields: Readonly<Record<string, unknown>> | undefined,
): number | undefined {
  return modifiedMsFrom(fields?.['Modified_Time']);
}

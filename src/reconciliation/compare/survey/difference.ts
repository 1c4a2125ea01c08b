/** What the CRM's list, the memory and the ledger say of one record; undefined where one doesn't have it. */
export interface Sightings {
  /** `Modified_Time` in the CRM's list, epoch ms. */
  readonly listedMs: number | undefined;
  readonly remembered: { readonly version: number; readonly contentHash: string } | undefined;
  readonly entry: { readonly version: number; readonly contentHash: string } | undefined;
}

export const differences = [
  /** In the CRM, not in memory. */
  'missing',
  /** Memory holds an older version. */
  'stale',
  /** In memory, not in the CRM. */
  'orphan',
  /** As new as in the CRM, but not what was last written. */
  'diverged',
  /** In memory, but the ledger doesn't know of it: an account's document would leave it out. */
  'unledgered',
  /** Memory holds a newer version than the CRM lists. Nothing older is ever written over it. */
  'ahead',
  /** As new as in the CRM, but not what the CRM says of the record. */
  'content',
  /** What was written, but fields, labels or the renderer have changed since, and it would read otherwise now. */
  'rendering',
  /** Memory is right, but the ledger says otherwise of the record. */
  'ledger',
  /** The record that it hangs on, or one that it names, doesn't know of it. */
  'links',
  /** The ledger knows of it, memory and the CRM don't: an account's document would show it. */
  'ghost',
  /** Memory has it, and doesn't find it by what is in it. */
  'index',
  /** Lists don't show all of it: it is read by itself. */
  'unread',
] as const;

export type Difference = (typeof differences)[number];

/** How the sightings of a record differ; undefined where they don't. */
export function differenceOf({ listedMs, remembered, entry }: Sightings): Difference | undefined {
  if (listedMs === undefined) return remembered === undefined ? undefined : 'orphan';
  if (remembered === undefined) return 'missing';
  if (remembered.version < listedMs) return 'stale';
  if (remembered.version > listedMs) return 'ahead';
  if (entry === undefined) return 'unledgered';
  const same = entry.version === remembered.version && entry.contentHash === remembered.contentHash;
  return same ? undefined : 'diverged';
}

/**
 * What brings a record's memory back: `queue` it, or `rewrite` it, where the ledger claims that memory holds it already
 * and a sync would therefore write nothing.
 */
export function remedyFor(sightings: Sightings): 'queue' | 'rewrite' | undefined {
  const { entry, listedMs } = sightings;
  const difference = differenceOf(sightings);
  if (difference === undefined || difference === 'ahead') return undefined;
  if (entry === undefined || difference === 'orphan') return 'queue';
  // An entry that is older than the CRM's version gets the record written anyway.
  return difference === 'stale' && entry.version < (listedMs ?? 0) ? 'queue' : 'rewrite';
}

import { Logger } from '@nestjs/common';

import { type RecordKey } from '../../crm/record-ref.js';
import { type Clock } from '../../kernel/clock.js';
import { type DatasetRow } from './api/cognee-answers.js';
import { type CogneeApi } from './api/cognee-api.js';
import { type CogneeFacts } from './cognee-document.js';
import { type CogneeIndex } from './cognee-index.js';
import { type HeldVersion, type IndexEntry, refsOf, versionOf } from './index-entry.js';

/** What it takes to make index and dataset agree. */
export interface AuditPlan {
  readonly put: readonly { readonly key: RecordKey; readonly entry: IndexEntry }[];
  readonly forget: readonly RecordKey[];
  /** Documents of ours in Cognee that no record needs. */
  readonly removeRefs: readonly string[];
}

type OwnRow = DatasetRow & { readonly facts: CogneeFacts };

/**
 * Compares what Cognee lists with what the index says. What the index knows counts, as far as Cognee has it; what only
 * Cognee has is taken into the index by what it says of itself, the newest version of a record first, and goes through
 * cognify once more, which costs nothing where it has been. Documents that aren't ours are left alone.
 */
export function auditPlan(
  rows: readonly DatasetRow[],
  known: ReadonlyMap<RecordKey, IndexEntry>,
): AuditPlan {
  const own = rows.filter((row): row is OwnRow => row.facts !== undefined);
  const byKey = groupedByKey(own);
  const verdicts = [...known].map(([key, entry]) => planFor(key, entry, byKey.get(key) ?? []));
  const unknown = [...byKey].filter(([key]) => !known.has(key));
  const adopted = unknown.flatMap(([key, present]) => {
    const entry = adoptedFrom(present);
    return entry === undefined ? [] : [{ key, entry }];
  });
  return {
    put: [...verdicts.flatMap(({ put }) => put), ...adopted],
    forget: verdicts.flatMap(({ forget }) => forget),
    removeRefs: verdicts.flatMap(({ removeRefs }) => removeRefs),
  };
}

/** What is to be done about one record that the index knows, of which Cognee has these versions. */
function planFor(key: RecordKey, entry: IndexEntry, present: readonly OwnRow[]): AuditPlan {
  const nothing = { put: [], forget: [], removeRefs: [] };
  const refs = present.map(({ ref }) => ref);
  if (entry.removing) return { ...nothing, forget: [key], removeRefs: refs };
  const kept = refsOf(entry);
  // A version whose add was never answered: it is what was meant to be held.
  const newer = present.filter(
    ({ ref, facts }) => !kept.includes(ref) && facts.storedAtMs > entry.storedAtMs,
  );
  const isThere = entry.heldBody !== undefined || refs.includes(entry.ref);
  const adopted = newer.length > 0 ? withOlder(adoptedFrom(newer), entry) : adoptedFrom(present);
  if (isThere && newer.length === 0) {
    return { ...nothing, removeRefs: refs.filter((ref) => !kept.includes(ref)) };
  }
  if (adopted === undefined) return { ...nothing, forget: [key] };
  return { ...nothing, put: [{ key, entry: adopted }] };
}

function groupedByKey(rows: readonly OwnRow[]): Map<RecordKey, OwnRow[]> {
  const groups = new Map<RecordKey, OwnRow[]>();
  for (const row of rows) groups.set(row.facts.key, [...(groups.get(row.facts.key) ?? []), row]);
  return groups;
}

function adoptedFrom(rows: readonly OwnRow[]): IndexEntry | undefined {
  const [newest, ...older] = [...rows].sort(
    (left, right) =>
      right.facts.version - left.facts.version || right.facts.storedAtMs - left.facts.storedAtMs,
  );
  if (newest === undefined) return undefined;
  return {
    ...heldFrom(newest),
    superseded: older.map(heldFrom),
    removing: false,
    heldBody: undefined,
  };
}

function withOlder(adopted: IndexEntry | undefined, before: IndexEntry): IndexEntry {
  if (adopted === undefined) return before;
  const older = before.ref === '' ? [] : [versionOf(before)];
  return { ...adopted, superseded: [...adopted.superseded, ...older, ...before.superseded] };
}

function heldFrom({ ref, facts }: OwnRow): HeldVersion {
  const { version, contentHash, title, storedAtMs } = facts;
  return { ref, version, contentHash, title, storedAtMs, indexed: false };
}

/** Makes the index true to what Cognee holds, and rids Cognee of what no record needs. Only for the holder of the dataset. */
export class DatasetAudit {
  readonly #logger = new Logger('Cognee');

  constructor(
    private readonly api: CogneeApi,
    private readonly index: CogneeIndex,
    private readonly clock: Clock,
  ) {}

  async run(dataset: string): Promise<void> {
    const startedAt = performance.now();
    const rows = await this.api.list(dataset);
    const keys = await this.index.allKeys();
    const entries = await this.index.entries(keys);
    const known = new Map(
      keys.flatMap((key, at) => {
        const entry = entries[at];
        return entry === undefined ? [] : [[key, entry] as const];
      }),
    );
    const plan = auditPlan(rows, known);
    for (const ref of plan.removeRefs) await this.api.remove(dataset, ref);
    for (const key of plan.forget) await this.index.forget(key);
    await this.index.put(plan.put, this.clock.now());
    await this.index.trust(dataset);
    this.#logger.log({
      event: 'cognee.audited',
      documents: rows.length,
      adopted: plan.put.length,
      missing: plan.forget.length,
      orphansRemoved: plan.removeRefs.length,
      tookMs: Math.round(performance.now() - startedAt),
    });
  }
}

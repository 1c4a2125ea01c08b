import { changeKinds, type ChangeEvent } from '../crm/change-event.js';
import { isApiModule, isCrmModule } from '../crm/modules.js';
import { isRecordId, type RecordRef } from '../crm/record-ref.js';
import { isJsonObject, jsonFrom } from '../kernel/json.js';
import {
  flag,
  list,
  number,
  object,
  oneOf,
  optional,
  passing,
  type Shape,
} from '../kernel/shape.js';
import { importances } from '../queue/importance.js';
import { type LogEntry } from '../queue/log/log-reader.js';
import { takenAtMs } from '../queue/log/log-standing.js';
import { type SyncRequest } from '../queue/record-job.js';

/** What a delivery asks for of one record, without what is the same for all of it. */
export interface PlannedSync extends Pick<
  SyncRequest,
  'ref' | 'importance' | 'delayMs' | 'isDeleted'
> {
  /** When the sender sent it, epoch ms by the sender's clock, where it said so. */
  readonly sentAtMs?: number;
}

/** A delivery as the log has it. */
export interface AdmittedDelivery {
  readonly entryId: string;
  /** Epoch ms, by Redis' clock. */
  readonly takenAtMs: number;
  /** One per record. */
  readonly planned: readonly PlannedSync[];
  /** What it carried, in its order, where that is kept. */
  readonly carried: readonly ChangeEvent[];
  readonly requestId: string | undefined;
  /** The `traceparent` of the span that took it. */
  readonly trace: string | undefined;
}

/** The form of an entry. One that is of a later form is left to those who know it. */
const form = '1';

interface StoredSync {
  readonly m: RecordRef['module'];
  readonly i: string;
  readonly a?: NonNullable<RecordRef['api']>;
  readonly p: SyncRequest['importance'];
  readonly d?: number;
  readonly x?: boolean;
  readonly s?: number;
}

const storedSync = object<StoredSync>({
  m: passing(isCrmModule),
  i: passing(isRecordId),
  a: optional(passing(isApiModule)),
  p: oneOf(importances),
  d: optional(number),
  x: optional(flag),
  s: optional(number),
});

interface StoredChange {
  readonly m: RecordRef['module'];
  readonly i: string;
  readonly a?: NonNullable<RecordRef['api']>;
  readonly k: ChangeEvent['kind'];
  readonly s?: number;
  readonly data?: NonNullable<ChangeEvent['data']>;
}

const storedChange = object<StoredChange>({
  m: passing(isCrmModule),
  i: passing(isRecordId),
  a: optional(passing(isApiModule)),
  k: oneOf(changeKinds),
  s: optional(number),
  data: optional(passing(isJsonObject)),
});

const syncs = list(storedSync);
const changes = list(storedChange);

/** Names and values of a delivery's entry in the log. */
export function entryOf(
  delivery: Omit<AdmittedDelivery, 'entryId' | 'takenAtMs'>,
): readonly string[] {
  const { planned, carried, requestId, trace } = delivery;
  return [
    ...['v', form, 'r', JSON.stringify(planned.map(storedFrom))],
    ...(carried.length === 0 ? [] : ['c', JSON.stringify(carried.map(storedChangeFrom))]),
    ...(requestId === undefined ? [] : ['q', requestId]),
    ...(trace === undefined ? [] : ['t', trace]),
  ];
}

/** The delivery of an entry; `later` for one of a form that isn't known here, undefined for one that says nothing. */
export function deliveryFrom({ id, fields }: LogEntry): AdmittedDelivery | 'later' | undefined {
  const version = fields.get('v');
  if (version !== undefined && version !== form) return 'later';
  const planned = wholly(syncs, jsonFrom(fields.get('r') ?? ''));
  const carried = wholly(changes, jsonFrom(fields.get('c') ?? '[]'));
  if (planned === undefined || carried === undefined) return undefined;
  return {
    entryId: id,
    takenAtMs: takenAtMs(id),
    planned: planned.map(syncFrom),
    carried: carried.map(changeFrom),
    requestId: fields.get('q')?.slice(0, 64),
    trace: fields.get('t'),
  };
}

/** Undefined where a part doesn't fit: the rest would be taken for the whole. */
function wholly<T>(shape: Shape<readonly T[]>, told: unknown): readonly T[] | undefined {
  const found = shape(told);
  return Array.isArray(told) && found?.length === told.length ? found : undefined;
}

function storedFrom({ ref, importance, delayMs, isDeleted, sentAtMs }: PlannedSync): StoredSync {
  return {
    m: ref.module,
    i: ref.id,
    ...(ref.api === undefined ? {} : { a: ref.api }),
    p: importance,
    ...(delayMs === 0 ? {} : { d: delayMs }),
    ...(isDeleted === true ? { x: true } : {}),
    ...(sentAtMs === undefined ? {} : { s: sentAtMs }),
  };
}

function syncFrom({ m: module, i: id, a: api, p, d = 0, x, s }: StoredSync): PlannedSync {
  return {
    ref: { module, id, ...(api === undefined ? {} : { api }) },
    importance: p,
    delayMs: d,
    ...(x === true ? { isDeleted: true } : {}),
    ...(s === undefined ? {} : { sentAtMs: s }),
  };
}

function storedChangeFrom({ ref, kind, sentAtMs, data }: ChangeEvent): StoredChange {
  return {
    m: ref.module,
    i: ref.id,
    ...(ref.api === undefined ? {} : { a: ref.api }),
    k: kind,
    ...(sentAtMs === undefined ? {} : { s: sentAtMs }),
    ...(data === undefined ? {} : { data }),
  };
}

function changeFrom({ m: module, i: id, a: api, k: kind, s, data }: StoredChange): ChangeEvent {
  return {
    ref: { module, id, ...(api === undefined ? {} : { api }) },
    kind,
    changedFields: [],
    ...(s === undefined ? {} : { sentAtMs: s }),
    ...(data === undefined ? {} : { data }),
  };
}

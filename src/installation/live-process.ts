import { type CrmModule, isCrmModule } from '../crm/modules.js';
import { list, maybe, number, object, oneOf, or, passing, stored, text } from '../kernel/shape.js';
import { jsonObject } from '../kernel/json.js';
import { isSubject, subjects, type Trouble } from '../observability/trouble.js';
import { type Dependence } from './shared-troubles.js';

/** A process of the service, as its heartbeats tell of it. Times are epoch ms. */
export interface LiveProcess extends Dependence {
  /** Of this run of the process: another one after a restart. */
  readonly id: string;
  readonly role: string;
  readonly host: string;
  readonly pid: number;
  /** Of this program; undefined of an earlier release, which doesn't tell. */
  readonly version: string | undefined;
  /** Resident set size in bytes when it was seen; undefined likewise. */
  readonly memoryBytes: number | undefined;
  readonly startedAtMs: number;
  readonly seenAtMs: number;
  /** Fingerprints of the secrets by which it accepts deliveries, the current one first. */
  readonly accepts: readonly string[];
  /** What it keeps in memory, by its ZOHO_MODULES; none of an earlier release, which doesn't tell. */
  readonly modules: readonly CrmModule[];
}

/** Of a heartbeat's troubles, what can't be read is left out, as is what an earlier release didn't tell. */
const troublesFrom = list(
  object<Trouble>({
    subject: oneOf(subjects),
    sinceMs: number,
    lastFailedMs: number,
    code: text,
    message: text,
  }),
);

function workedFrom(value: unknown): Dependence['worked'] {
  const times = Object.entries(jsonObject(value));
  return Object.fromEntries(
    times.filter(([subject, time]) => isSubject(subject) && typeof time === 'number'),
  );
}

/** The process of a text in Redis; undefined for one that can't be read. */
export const liveProcessFrom = stored(
  object<LiveProcess>({
    id: text,
    role: text,
    host: text,
    pid: number,
    version: maybe(text),
    memoryBytes: maybe(number),
    startedAtMs: number,
    seenAtMs: number,
    accepts: list(text),
    modules: or(list(passing(isCrmModule)), []),
    troubles: or(troublesFrom, []),
    worked: workedFrom,
  }),
);

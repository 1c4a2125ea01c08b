import { storedObject } from '../redis/stored-object.js';
import { type Dependence, dependenceFrom } from './shared-troubles.js';

/** A process of the service, as its heartbeats tell of it. Times are epoch ms. */
export interface LiveProcess extends Dependence {
  /** Of this run of the process: another one after a restart. */
  readonly id: string;
  readonly role: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAtMs: number;
  readonly seenAtMs: number;
  /** Fingerprints of the secrets by which it accepts deliveries, the current one first. */
  readonly accepts: readonly string[];
}

/** The process of a text in Redis; undefined for one that can't be read. */
export function liveProcessFrom(text: string): LiveProcess | undefined {
  const { id, role, host, pid, startedAtMs, seenAtMs, accepts, troubles, worked } =
    storedObject(text);
  if (typeof id !== 'string' || typeof role !== 'string' || typeof host !== 'string') {
    return undefined;
  }
  if (typeof pid !== 'number' || typeof startedAtMs !== 'number') return undefined;
  if (typeof seenAtMs !== 'number' || !Array.isArray(accepts)) return undefined;
  const texts = accepts.filter((accepted) => typeof accepted === 'string');
  const dependence = dependenceFrom(troubles, worked);
  return { id, role, host, pid, startedAtMs, seenAtMs, accepts: texts, ...dependence };
}

import { type Counts, type CountName } from '../../installation/event-counts.js';

/** What happens in a minute; null until two counts can be compared. */
export interface Rates {
  readonly deliveries: number | null;
  readonly refused: number | null;
  readonly queued: number | null;
  readonly synced: number | null;
  readonly failed: number | null;
}

interface Counted {
  readonly atMs: number;
  readonly of: Counts['of'];
}

const windowMs = 60_000;
/** Two counts so near to each other tell nothing of a minute. */
const leastMs = 900;

/** Rates over the last minute, by counts taken now and then. */
export class RateWindow {
  #counted: readonly Counted[] = [];

  /** Takes a count, and tells the rates up to it. */
  after({ of }: Counts, atMs: number): Rates {
    const kept = this.#counted.filter((each) => atMs - each.atMs <= windowMs);
    this.#counted = [...kept, { atMs, of }];
    const [first] = this.#counted;
    const lastedMs = first === undefined ? 0 : atMs - first.atMs;
    const perMinute = (...names: readonly CountName[]): number | null => {
      if (first === undefined || lastedMs < leastMs) return null;
      const grown = names.reduce((sum, name) => sum + of[name] - first.of[name], 0);
      return Math.round((Math.max(0, grown) * 60_000 * 10) / lastedMs) / 10;
    };
    return {
      deliveries: perMinute('total_events'),
      refused: perMinute('rejected_events', 'failed_events'),
      queued: perMinute('queued_events'),
      synced: perMinute('events_succeeded'),
      failed: perMinute('events_failed'),
    };
  }
}

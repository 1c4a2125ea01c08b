import {
  type DeliveryAnswer,
  type RecentDeliveries,
} from '../../installation/recent-deliveries.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type RecordProgress, type RecordStanding } from '../../queue/progress/record-progress.js';

/** What became of a record of a delivery. */
export interface RecordOutcome {
  /** ISO 8601. */
  readonly at: string;
  readonly requestId: string;
  readonly module: string;
  readonly recordId: string;
  /** As `records show` has it, or `dead_letter`. */
  readonly outcome: string;
  /** From the delivery's answer until then. */
  readonly afterSeconds: number;
  /** Why it was given up. */
  readonly error: string | null;
}

/** What happened since the last look, the oldest first. */
export interface Happened {
  readonly deliveries: readonly DeliveryAnswer[];
  readonly outcomes: readonly RecordOutcome[];
  /** There may have been more deliveries than are kept. */
  readonly isPart: boolean;
}

interface Followed {
  readonly requestId: string;
  readonly module: string;
  readonly recordId: string;
  /** When it was answered, and when it came; epoch ms. */
  readonly answeredAtMs: number;
  readonly cameAtMs: number;
}

/** More than are kept of both kinds. */
const atOnce = 1000;
const leastForPart = 400;
const mostFollowed = 1000;

/** Deliveries and what becomes of their records, look by look. Records that a delivery doesn't name aren't followed. */
export class DeliveryWatch {
  #seen: ReadonlySet<string> | undefined;
  #followed: readonly Followed[] = [];

  constructor(
    private readonly recent: Pick<RecentDeliveries, 'last'>,
    private readonly progress: Pick<RecordProgress, 'of'>,
  ) {}

  /** `last`: how many of those before the first look count as new. @throws the error of Redis */
  async look(last = 0): Promise<Happened> {
    const { deliveries: known } = await this.recent.last({ limit: atOnce });
    const seen = this.#seen;
    const unseen = known.filter((each) => seen?.has(each.request_id) !== true);
    const deliveries = (seen === undefined ? known.slice(0, last) : unseen).reverse();
    this.#seen = new Set(known.map(({ request_id: id }) => id));
    this.#followed = [...this.#followed, ...deliveries.flatMap(followedIn)].slice(-mostFollowed);
    const isPart =
      seen !== undefined &&
      seen.size > 0 &&
      unseen.length === known.length &&
      known.length >= leastForPart;
    return { deliveries, outcomes: await this.#outcomes(), isPart };
  }

  async #outcomes(): Promise<readonly RecordOutcome[]> {
    const looked = await Promise.all(
      this.#followed.map(async (each) => {
        const ref = { module: each.module, id: each.recordId };
        return { each, outcome: outcomeOf(each, await this.progress.of(ref)) };
      }),
    );
    this.#followed = looked.filter(({ outcome }) => outcome === undefined).map(({ each }) => each);
    return looked
      .flatMap(({ outcome }) => outcome ?? [])
      .sort((one, other) => one.at.localeCompare(other.at));
  }
}

function followedIn(delivery: DeliveryAnswer): readonly Followed[] {
  const { module, request_id: requestId, record_ids: ids, outcome, took_ms: tookMs } = delivery;
  if (module === null || outcome !== 'queued') return [];
  const answeredAtMs = Date.parse(delivery.at);
  const cameAtMs = answeredAtMs - (tookMs ?? 0);
  return ids.map((recordId) => ({ requestId, module, recordId, answeredAtMs, cameAtMs }));
}

/** Undefined while it is on its way. */
function outcomeOf(
  { requestId, module, recordId, answeredAtMs, cameAtMs }: Followed,
  { job, behindSinceMs, deadLetter, lastSync }: RecordStanding,
): RecordOutcome | undefined {
  const ended = (outcome: string, atMs: number, error: string | null): RecordOutcome => {
    const afterSeconds = Math.max(0, atMs - answeredAtMs) / 1000;
    return { at: isoTime(atMs), requestId, module, recordId, outcome, afterSeconds, error };
  };
  if (deadLetter !== undefined && deadLetter.failedAtMs >= cameAtMs) {
    const { code, message, failedAtMs } = deadLetter;
    return ended('dead_letter', failedAtMs, `${code}: ${message}`);
  }
  if (job !== undefined || behindSinceMs !== undefined || lastSync === undefined) return undefined;
  if (lastSync.syncedAtMs < cameAtMs) return undefined;
  return ended(lastSync.outcome, lastSync.syncedAtMs, null);
}

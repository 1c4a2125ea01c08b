export interface BodyBounds {
  /** Bytes of bodies under way, over the whole process. */
  readonly total: number;
  /** Of them, those of one address. */
  readonly perAddress: number;
  /** A body of no more than this … */
  readonly smallBytes: number;
  /** … is never cut within this time of its beginning. */
  readonly smallWithinMs: number;
}

const mib = 1_048_576;

export const usualBodyBounds: BodyBounds = {
  total: 32 * mib,
  perAddress: 16 * mib,
  smallBytes: 65_536,
  smallWithinMs: 2000,
};

/** The speed of a body is that of about its last second. */
const speedOverMs = 1000;
/** What begins has no speed yet: bytes of so short a time would make any. */
const leastAgeMs = 10;

/** A body that is being read, or is read and not answered yet. */
export interface BodyUnderWay {
  /** So many bytes more are kept of it. */
  grow(bytes: number): void;
  /** All of it is there: it isn't cut any more. */
  complete(): void;
  /** Nothing is kept of it any more. */
  end(): void;
}

/** Who sends a body, and what is known of it before. */
export interface BodySender {
  /** The address, or the network that counts as one. */
  readonly group: string;
  /** By `Content-Length`; undefined where that isn't there. */
  readonly announcedBytes: number | undefined;
}

/**
 * What all bodies under way may take of the process' memory together. At the limit, and at the share of one address, it
 * is the slowest unfinished one that is cut, never the next one: who sends what he has to say is read whatever others
 * do. A small body that arrives soon is always read.
 */
export class BodyBudget {
  readonly #bodies = new Set<Body>();
  readonly #heldBy = new Map<string, number>();
  #held = 0;

  constructor(
    private readonly bounds: BodyBounds,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Bytes of all bodies under way. */
  get held(): number {
    return this.#held;
  }

  /** @param cut is called at most once, when the body must be given up; it calls `end` */
  begin(sender: BodySender, cut: () => void): BodyUnderWay {
    const body = new Body(sender, cut, this.nowMs());
    this.#bodies.add(body);
    return {
      grow: (bytes) => {
        if (!this.#bodies.has(body)) return;
        body.grow(bytes, this.nowMs());
        this.#hold(sender.group, bytes);
        this.#cutSlowest(sender.group);
      },
      complete: () => {
        body.isComplete = true;
      },
      end: () => {
        if (this.#bodies.delete(body)) this.#hold(sender.group, -body.held);
      },
    };
  }

  #hold(group: string, bytes: number): void {
    this.#held += bytes;
    const held = (this.#heldBy.get(group) ?? 0) + bytes;
    if (held > 0) this.#heldBy.set(group, held);
    else this.#heldBy.delete(group);
  }

  #cutSlowest(group: string): void {
    const { total, perAddress } = this.bounds;
    const isOver = (): boolean => (this.#heldBy.get(group) ?? 0) > perAddress;
    while (isOver() && this.#cutOne((body) => body.sender.group === group));
    while (this.#held > total && this.#cutOne(() => true));
  }

  #cutOne(mayBe: (body: Body) => boolean): boolean {
    const nowMs = this.nowMs();
    let slowest: Body | undefined;
    let least = Infinity;
    for (const body of this.#bodies) {
      if (!mayBe(body) || !body.mayBeCut(this.bounds, nowMs)) continue;
      const speed = body.speed(nowMs);
      if (speed >= least) continue;
      [slowest, least] = [body, speed];
    }
    if (slowest === undefined) return false;
    this.#bodies.delete(slowest);
    this.#hold(slowest.sender.group, -slowest.held);
    slowest.cut();
    return true;
  }
}

class Body {
  held = 0;
  isComplete = false;
  /** Bytes, of which those of long ago count for little. */
  #recent = 0;
  #grownMs: number;

  constructor(
    readonly sender: BodySender,
    readonly cut: () => void,
    private readonly begunMs: number,
  ) {
    this.#grownMs = begunMs;
  }

  grow(bytes: number, nowMs: number): void {
    this.held += bytes;
    this.#recent = this.#recentAt(nowMs) + bytes;
    this.#grownMs = nowMs;
  }

  /** Bytes per ms, lately. */
  speed(nowMs: number): number {
    const ageMs = nowMs - this.begunMs;
    return this.#recentAt(nowMs) / Math.min(speedOverMs, Math.max(leastAgeMs, ageMs));
  }

  /** One that holds nothing need not be cut. */
  mayBeCut({ smallBytes, smallWithinMs }: BodyBounds, nowMs: number): boolean {
    if (this.isComplete || this.held === 0) return false;
    const size = Math.max(this.held, this.sender.announcedBytes ?? 0);
    return size > smallBytes || nowMs - this.begunMs >= smallWithinMs;
  }

  #recentAt(nowMs: number): number {
    return this.#recent * Math.exp((this.#grownMs - nowMs) / speedOverMs);
  }
}

/** What is to go wrong, for which requests, and how often. */
export interface Fault {
  readonly match?: {
    readonly method?: string;
    /** A prefix of the path, or a pattern for it together with the query string. */
    readonly path?: string | RegExp;
  };
  /** How many requests it hits; without it, all of them until it is removed. */
  readonly times?: number;
  /** Answered with this status, and not looked at any further. */
  readonly status?: number;
  /** Code of a Zoho error envelope; without `status`, answered with 400. */
  readonly code?: string;
  /** Sent instead of an envelope: a string as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Waits first. Alone, the request is answered properly after it. */
  readonly delayMs?: number;
  /** Never answers. */
  readonly hang?: boolean;
  /** Closes the connection without an answer. */
  readonly dropConnection?: boolean;
  /** Answers with a proxy's HTML page; without `status`, with 502. */
  readonly html?: boolean;
}

interface ArmedFault {
  readonly fault: Fault;
  left: number;
}

/** The misbehaviour that was asked for. The first fault that matches a request is the one that happens. */
export class Faults {
  private armed: ArmedFault[] = [];

  /** Returns the function that takes the fault back. */
  add(fault: Fault): () => void {
    const armed = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.armed.push(armed);
    return () => {
      this.armed = this.armed.filter((other) => other !== armed);
    };
  }

  clear(): void {
    this.armed = [];
  }

  list(): readonly Fault[] {
    return this.armed.map(({ fault }) => fault);
  }

  /** The fault that hits this request, counted as one of its `times`. */
  take(method: string, pathAndQuery: string): Fault | undefined {
    const hit = this.armed.find(({ fault }) => matches(fault, method, pathAndQuery));
    if (hit === undefined) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.armed = this.armed.filter((other) => other !== hit);
    return hit.fault;
  }
}

function matches(fault: Fault, method: string, pathAndQuery: string): boolean {
  const { method: wanted, path } = fault.match ?? {};
  if (wanted !== undefined && wanted.toUpperCase() !== method) return false;
  if (path === undefined) return true;
  // search() starts at the beginning each time, also for a pattern with the flag `g`.
  return typeof path === 'string' ? pathAndQuery.startsWith(path) : pathAndQuery.search(path) >= 0;
}

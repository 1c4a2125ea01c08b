/** What is said of a span besides its name and times: ids, counts, outcomes; never contents. Undefined is left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** What the span is to other processes; `internal` by default. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: SpanAttributes;
  /**
   * What led to the span: another one, or the `traceparent` of one in another process (one that can't be read counts as
   * `none`, which begins a trace). Without it: the span whose work this is part of.
   */
  readonly parent?: Span | string;
  /** The `traceparent`s of others that led to it too. */
  readonly links?: readonly string[];
}

/** A piece of work that is being timed. */
export interface Span {
  /** By what other processes name it: W3C Trace Context, https://www.w3.org/TR/trace-context/#traceparent-header */
  readonly traceparent: string;
  note(attributes: SpanAttributes): void;
  /** Marks it as failed; `reason` is a stable code, never a message, which might quote what came from outside. */
  fail(reason: string): void;
  /** Says that the span of this `traceparent` has to do with it. */
  link(traceparent: string): void;
}

/** Tells a collector of traces what the process spends its time on. */
export interface Tracer {
  /** The span whose work is being done here. */
  current(): Span | undefined;
  /** Does the work as a span, which ends with it; what the work throws marks it as failed, and is thrown on. */
  span<T>(name: string, options: SpanOptions, work: (span: Span) => T): T;
  /** Sends what wasn't sent yet, within bounds. Never rejects. */
  stop(): Promise<void>;
}

let active: Tracer | undefined;

/** The tracer of this process, like its logger the same everywhere; undefined while nothing is traced, which is usual. */
export function tracer(): Tracer | undefined {
  return active;
}

export function setTracer(next: Tracer | undefined): void {
  active = next;
}

/** What work is given that nobody traces. */
export const untraced: Span = {
  traceparent: '',
  note: () => undefined,
  fail: () => undefined,
  link: () => undefined,
};

/** The span whose work is being done here; `untraced` outside of all. */
export function currentSpan(): Span {
  return active?.current() ?? untraced;
}

/** Does the work, as a span where the process is traced. */
export function span<T>(name: string, options: SpanOptions, work: (span: Span) => T): T {
  return active === undefined ? work(untraced) : active.span(name, options, work);
}

/**
 * Does work that serves several at once, as one span: the child of the first of them, which is all of them in an idle
 * system, and linked with the others, in both directions. A child of one that isn't sampled wouldn't be seen.
 */
export function sharedSpan<T>(name: string, served: readonly Span[], work: () => T): T {
  if (active === undefined) return work();
  const all = served.filter((each) => each !== untraced);
  const parent = all.find(({ traceparent }) => isSampled(traceparent)) ?? all[0];
  const others = all.filter((each) => each !== parent);
  const options: SpanOptions = {
    attributes: { 'zoho_sync.records': served.length },
    parent: parent ?? 'none',
    links: others.map(({ traceparent }) => traceparent),
  };
  return active.span(name, options, ({ traceparent }) => {
    for (const other of others) other.link(traceparent);
    return work();
  });
}

/** Whether the trace is one of those that are kept, by the flags at the end of a `traceparent`. */
export function isSampled(traceparent: string): boolean {
  return (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1;
}

import {
  type ReceivedRequest,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.js';

type Value = string | number | boolean;

/** A span as it was sent. Ids are hex; `kind` and `status` are OTLP's numbers: 2 is an error. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly startedAtNs: bigint;
  readonly endedAtNs: bigint;
  readonly status: number;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly links: readonly string[];
  /** Of the process that sent it. */
  readonly resource: Readonly<Record<string, Value>>;
}

/** A collector of traces as OpenTelemetry describes it (OTLP over HTTP), which keeps what it is sent. */
export class Collector {
  private constructor(private readonly server: ScriptedServer) {}

  static async start(): Promise<Collector> {
    const server = await startScriptedServer();
    server.play(() => ({ json: {} }));
    return new Collector(server);
  }

  get url(): string {
    return this.server.url;
  }

  get requests(): readonly ReceivedRequest[] {
    return this.server.received;
  }

  /** What was sent as JSON, decoded. */
  get spans(): readonly CollectedSpan[] {
    return this.server.received.flatMap(({ body }) => spansFrom(JSON.parse(body)));
  }

  trace(traceId: string): readonly CollectedSpan[] {
    return this.spans.filter((each) => each.traceId === traceId);
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/** The names of a trace's spans as an indented tree, in the order in which they began; an error is marked by `!`. */
export function treeOf(spans: readonly CollectedSpan[]): readonly string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const ordered = [...spans].sort((a, b) => Number(a.startedAtNs - b.startedAtNs));
  const below = (parent: string | undefined, depth: number): readonly string[] =>
    ordered
      .filter(({ parentSpanId }) =>
        parent === undefined
          ? parentSpanId === undefined || !known.has(parentSpanId)
          : parentSpanId === parent,
      )
      .flatMap(({ spanId, name, status }) => [
        `${'  '.repeat(depth)}${name}${status === 2 ? ' !' : ''}`,
        ...below(spanId, depth + 1),
      ]);
  return below(undefined, 0);
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface OtlpSpan extends Omit<CollectedSpan, 'attributes' | 'links' | 'status' | 'resource'> {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly KeyValue[];
  readonly links?: readonly { readonly spanId: string }[];
  readonly status: { readonly code?: number };
}

interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

function spansFrom(body: unknown): readonly CollectedSpan[] {
  return (body as OtlpRequest).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(
        ({ startTimeUnixNano, endTimeUnixNano, attributes, links = [], status, ...rest }) => ({
          ...rest,
          startedAtNs: BigInt(startTimeUnixNano),
          endedAtNs: BigInt(endTimeUnixNano),
          status: status.code ?? 0,
          attributes: recordOf(attributes),
          links: links.map(({ spanId }) => spanId),
          resource: recordOf(resource.attributes),
        }),
      ),
    ),
  );
}

function recordOf(attributes: readonly KeyValue[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, Object.values(value)[0] as Value]),
  );
}

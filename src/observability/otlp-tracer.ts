import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

import { SpanKind, type Tracer as ApiTracer } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';

import { type Role } from '../config/roles.js';
import { type TracingSettings } from '../config/settings.js';
import { AppError } from '../kernel/app-error.js';
import { within } from '../kernel/within.js';
import { contextFor, OpenSpan } from './open-span.js';
import { TellingExporter } from './telling-exporter.js';
import { type Span, type SpanOptions, type Tracer } from './tracing.js';

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const satisfies Record<NonNullable<SpanOptions['kind']>, SpanKind>;

/** A collector that doesn't answer must not hold up the end of the process. */
const flushWithinMs = 3000;

/**
 * Spans to an OpenTelemetry collector. Where to, with which headers, how many, and under which name is read by the SDK
 * from the standard variables (`OTEL_…`), which are described in
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export class OtlpTracer implements Tracer {
  readonly #provider: BasicTracerProvider;
  readonly #tracer: ApiTracer;
  readonly #current = new AsyncLocalStorage<OpenSpan>();

  constructor(role: Role, exporter: SpanExporter) {
    this.#provider = new BasicTracerProvider({
      resource: resourceOf(role),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    this.#tracer = this.#provider.getTracer('zoho-webhook-sync');
  }

  current(): Span | undefined {
    return this.#current.getStore();
  }

  span<T>(name: string, options: SpanOptions, work: (span: Span) => T): T {
    const { kind = 'internal', attributes = {}, parent, links = [] } = options;
    const contexts = links.map(parseTraceParent).filter((context) => context !== null);
    const begun = this.#tracer.startSpan(
      name,
      { kind: kinds[kind], attributes, links: contexts.map((context) => ({ context })) },
      contextFor(parent, this.#current.getStore()),
    );
    const span = new OpenSpan(begun);
    return endedAfter(span, () => this.#current.run(span, work, span));
  }

  async stop(): Promise<void> {
    const flushed = this.#provider.shutdown();
    await within(flushed, flushWithinMs, 'The collector').catch(ignoredBecauseItWasTold);
  }
}

/** The tracer of a process in this role, by the standard variables. */
export function otlpTracer(role: Role, protocol: TracingSettings['protocol']): Tracer {
  const exporter = protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter();
  return new OtlpTracer(role, new TellingExporter(exporter));
}

function endedAfter<T>(span: OpenSpan, work: () => T): T {
  const failed = (error: unknown): never => {
    span.fail(typeOf(error));
    span.span.end();
    throw error;
  };
  try {
    const result = work();
    if (!(result instanceof Promise)) {
      span.span.end();
      return result;
    }
    return result.then((value: unknown) => {
      span.span.end();
      return value;
    }, failed) as T;
  } catch (error) {
    return failed(error);
  }
}

function typeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : 'unexpected';
}

/** What is the same for every span of the process; `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` come on top. */
function resourceOf(role: Role): Resource {
  const ours = resourceFromAttributes({
    'service.name': 'zoho-webhook-sync',
    'service.instance.id': randomUUID(),
    'host.name': hostname(),
    'process.pid': process.pid,
    'zoho_sync.role': role,
  });
  return defaultResource()
    .merge(ours)
    .merge(detectResources({ detectors: [envDetector] }));
}

function ignoredBecauseItWasTold(): void {
  // The exporter says what couldn't be sent.
}

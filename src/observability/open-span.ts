import {
  type Context,
  ROOT_CONTEXT,
  type Span as ApiSpan,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';

import { type Span, type SpanAttributes, type SpanOptions } from './tracing.js';

/** A span of OpenTelemetry's. */
export class OpenSpan implements Span {
  constructor(readonly span: ApiSpan) {}

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.span.spanContext();
    return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  note(attributes: SpanAttributes): void {
    this.span.setAttributes(attributes);
  }

  fail(reason: string): void {
    this.span.setAttribute('error.type', reason);
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: reason });
  }

  link(traceparent: string): void {
    const context = parseTraceParent(traceparent);
    if (context !== null) this.span.addLink({ context });
  }
}

/** The context that a new span is begun in. */
export function contextFor(parent: SpanOptions['parent'], current: OpenSpan | undefined): Context {
  const leading = parent ?? current;
  if (leading === undefined) return ROOT_CONTEXT;
  if (leading instanceof OpenSpan) return trace.setSpan(ROOT_CONTEXT, leading.span);
  const remote = parseTraceParent(typeof leading === 'string' ? leading : leading.traceparent);
  if (remote === null) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
}

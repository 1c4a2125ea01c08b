import { Logger } from '@nestjs/common';
import { ExportResultCode } from '@opentelemetry/core';
import { type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace-base';

type Result = Parameters<Parameters<SpanExporter['export']>[1]>[0];

const tellEveryMs = 60_000;

/** Says now and then how many spans the collector didn't take, and why. They are lost, and the service goes on. */
export class TellingExporter implements SpanExporter {
  readonly #logger = new Logger('Tracing');
  #lost = 0;
  #toldAt = -Infinity;

  constructor(private readonly exporter: SpanExporter) {}

  export(spans: ReadableSpan[], done: (result: Result) => void): void {
    this.exporter.export(spans, (result) => {
      if (result.code !== ExportResultCode.SUCCESS) this.#tell(spans.length, result.error);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  #tell(spans: number, error: unknown): void {
    this.#lost += spans;
    const now = performance.now();
    if (now - this.#toldAt < tellEveryMs) return;
    this.#logger.warn({ event: 'tracing.not_sent', spans: this.#lost, reason: reasonOf(error) });
    this.#toldAt = now;
    this.#lost = 0;
  }
}

/** `ECONNREFUSED`, `HTTP 401`; never the message, which quotes the answer. */
function reasonOf(error: unknown): string {
  const { code, cause, name } = (error ?? {}) as Record<string, unknown>;
  if (typeof code === 'number') return `HTTP ${code}`;
  if (typeof code === 'string') return code;
  if (typeof cause === 'object' && cause !== null) return reasonOf(cause);
  return typeof name === 'string' ? name : 'unknown';
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base';

import { AppError, retryLater } from '../kernel/app-error.js';
import { OtlpTracer } from './otlp-tracer.js';
import { setTracer, sharedSpan, span, type Span, tracer, untraced } from './tracing.js';

const sampledParent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
const unsampledParent = `00-${'3'.repeat(32)}-${'4'.repeat(16)}-00`;

/** Keeps what it was given, also after it was shut down. */
class KeepingExporter extends InMemorySpanExporter {
  readonly kept: ReadableSpan[] = [];

  override export(...[spans, done]: Parameters<InMemorySpanExporter['export']>): void {
    this.kept.push(...spans);
    super.export(spans, done);
  }
}

describe('OtlpTracer', () => {
  let exporter: KeepingExporter;

  beforeEach(() => {
    exporter = new KeepingExporter();
    setTracer(new OtlpTracer('all', exporter));
  });

  afterEach(() => {
    setTracer(undefined);
  });

  const ended = async (): Promise<readonly ReadableSpan[]> => {
    await tracer()?.stop();
    return exporter.kept;
  };
  const named = async (name: string): Promise<ReadableSpan> => {
    const found = (await ended()).find((each) => each.name === name);
    if (found === undefined) throw new Error(`There is no span ${name}.`);
    return found;
  };
  /** A span that is not over, as those of records are that wait for a batch. */
  const opened = (parent: string): Span =>
    span('fetch', { parent }, (fetch) => {
      return fetch;
    });

  it('makes what is done within a span its children, also after a wait', async () => {
    const result = await span('outer', {}, async () => {
      await Promise.resolve();
      return span('inner', {}, () => 42);
    });

    expect(result).toBe(42);
    const outer = await named('outer');
    expect((await named('inner')).parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
    expect(tracer()?.current()).toBeUndefined();
  });

  it.each([
    [
      'thrown',
      (error: Error) => () => {
        throw error;
      },
    ],
    ['rejected', (error: Error) => () => Promise.reject(error)],
  ])('marks a span by the code of what is %s, and passes it on', async (_, failing) => {
    const error = new AppError('zoho.refused', 'Zoho refused Quokka.', { retry: retryLater });

    await expect(
      (async () => {
        await span('call', {}, failing(error));
      })(),
    ).rejects.toBe(error);

    const call = await named('call');
    expect(call.status).toEqual({ code: 2, message: 'zoho.refused' });
    expect(call.attributes).toEqual({ 'error.type': 'zoho.refused' });
    expect(call.events).toEqual([]);
  });

  it('makes a call that serves several the child of the first that is sampled', async () => {
    const askers = [opened(unsampledParent), untraced, opened(sampledParent), opened('none')];

    sharedSpan('load', askers, () => undefined);

    const load = await named('load');
    expect(load.spanContext().traceId).toBe('1'.repeat(32));
    expect(load.attributes).toEqual({ 'zoho_sync.records': 4 });
    const linked = load.links.map(({ context }) => context.traceId);
    expect(linked).toHaveLength(2);
    expect(linked[0]).toBe('3'.repeat(32));
  });

  it.each(['', 'none', '00-1-2-01', `00-${'0'.repeat(32)}-${'2'.repeat(16)}-01`])(
    'begins a trace where the parent is %j',
    async (parent) => {
      span('delivery', { parent }, () => undefined);

      expect((await named('delivery')).parentSpanContext).toBeUndefined();
    },
  );
});

describe('a process that is not traced', () => {
  it('does the work, and nothing else', () => {
    expect(span('work', {}, ({ traceparent }) => `${traceparent}done`)).toBe('done');
    expect(sharedSpan('work', [untraced], () => 'done')).toBe('done');
  });
});

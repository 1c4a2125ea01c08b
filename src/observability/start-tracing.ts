import { type Settings } from '../config/settings.js';
import { setTracer, tracer } from './tracing.js';

/**
 * Begins to trace, where the settings say where spans are to be sent. OpenTelemetry is loaded here and only then. Call
 * it before anything else is made: what is made asks for the tracer.
 */
export async function startTracing(settings: Settings): Promise<void> {
  if (settings.tracing === undefined) return;
  const { otlpTracer } = await import('./otlp-tracer.js');
  setTracer(otlpTracer(settings.role, settings.tracing.protocol));
}

/** Sends what is left, within bounds, and traces no more. Safe to repeat; never rejects. */
export async function stopTracing(): Promise<void> {
  const stopped = tracer();
  setTracer(undefined);
  await stopped?.stop();
}

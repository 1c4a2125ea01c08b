import { currentSpan, type Span, span, untraced } from './tracing.js';

/**
 * A call to another server as a span. Named by its method alone, because its path holds ids; what is asked for by the
 * query isn't shown, because tokens and words may be in it. Only within work that is traced: the calls of a health check
 * are of no interest.
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span
 */
export function callSpan<T>(
  method: string,
  url: URL | string,
  work: (call: Span) => Promise<T>,
): Promise<T> {
  if (currentSpan() === untraced) return work(untraced);
  const { hostname, port, pathname, protocol } = new URL(url);
  const attributes = {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port),
    'url.path': pathname,
    'url.scheme': protocol.slice(0, -1),
  };
  return span(method, { kind: 'client', attributes }, work);
}

/** Notes how the server answered; a refusal is a failure of the call. */
export function noteStatus(call: Span, status: number): void {
  call.note({ 'http.response.status_code': status });
  if (status >= 400) call.fail(String(status));
}

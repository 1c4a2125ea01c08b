import { type ServerResponse } from 'node:http';

/** Told by a response whose answer nobody waits for any more; its status is the one that was to be sent. */
export const unsent = Symbol('unsent');

/**
 * Answers with JSON, by what Node itself gives an answer: what Express adds to it (freshness, ETag, charset parsing) is
 * expensive, and not there on direct routes.
 */
export function sendJson(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) {
    response.statusCode = status;
    response.emit(unsent);
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}

import { type ServerResponse } from 'node:http';

/**
 * Answers with JSON, by what Node itself gives an answer: what Express adds to it (freshness, ETag, charset parsing) is
 * expensive, and not there on direct routes.
 */
export function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

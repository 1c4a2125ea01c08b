import { type Response } from 'express';

/**
 * Answers with JSON, straight to the socket: what Express adds to it (freshness, ETag, charset parsing) costs a tenth
 * of a whole delivery. For the hottest route only.
 */
export function sendJson(response: Response, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

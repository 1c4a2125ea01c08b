import { randomBytes } from 'node:crypto';
import { type IncomingMessage } from 'node:http';

const prefix = randomBytes(6).toString('base64url');
let lastSerial = 0;

const acceptable = /^[\w.:-]{1,64}$/;

/**
 * By what a request is found again in all logs, those of its jobs too: what a proxy in front named it
 * (`X-Request-Id`), or else a name of our own, which no other process gives.
 */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  if (typeof given === 'string' && acceptable.test(given)) return given;
  lastSerial += 1;
  return `${prefix}-${lastSerial.toString(36)}`;
}

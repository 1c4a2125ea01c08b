import { sha256 } from '../kernel/signing.js';
import { type UnderstoodBody } from './delivery.pipe.js';

/** What of a body tells deliveries apart. */
type Told = Pick<UnderstoodBody, 'isNotification' | 'digest'>;

/** Visible ASCII, 128 characters at most. */
const eventIdPattern = /^[\x21-\x7e]{1,128}$/;

/** Whether a value of `X-Zoho-Event-Id` can be taken; an empty one counts as none. */
export function isEventId(header: string): boolean {
  return eventIdPattern.test(header);
}

/** The id a sender finds its delivery by: its own, else one that follows from the body. */
export function eventIdOf(header: string | undefined, body: Told): string {
  return header ?? `sha256-${body.digest.slice(0, 40)}`;
}

/**
 * What tells a delivery from every other: the sender's id together with the body, or a notification's body alone, which
 * carries the time it was sent. Any other body has none: two equal ones may be two changes.
 */
export function identityOf(header: string | undefined, body: Told): string | undefined {
  if (header !== undefined) return sha256(`${header}\n${body.digest}`).toString('base64url');
  return body.isNotification ? Buffer.from(body.digest, 'hex').toString('base64url') : undefined;
}

import { createHmac, hash, timingSafeEqual } from 'node:crypto';

import { type Secret } from './secret.js';

/** HMAC-SHA256 of the bytes. The key is the secret's text itself (its ASCII bytes), not what its hex stands for. */
export function hmacSha256(secret: Secret, bytes: Uint8Array | string): Buffer {
  return hmacInProgress(secret).update(bytes).digest();
}

/** The same of bytes that come one after the other. */
export function hmacInProgress(secret: Secret): ReturnType<typeof createHmac> {
  return createHmac('sha256', secret.reveal());
}

/**
 * The token a sender named `name` has to show: base64url without padding, 43 characters, under Zoho's limit of 50.
 * It follows from the secret, so no store is needed to verify it.
 */
export function deriveToken(secret: Secret, name: string): string {
  return hmacSha256(secret, name).toString('base64url');
}

/** The name of the token that a notification channel sends back. */
export function channelTokenName(channelId: string): string {
  return `channel:${channelId}`;
}

/** The name of the fixed token for senders that can only send a fixed header. */
export const workflowTokenName = 'workflow';

/**
 * By this whoever knows the secret marks an unsigned delivery as its own look at the address: when that was, and a token of
 * it, so that who overhears it can't hide refused deliveries for longer than that is believed.
 */
export function probeMark(secret: Secret, epochSeconds: string): string {
  return `${epochSeconds}.${deriveToken(secret, `probe:${epochSeconds}`)}`;
}

/** A name for a secret by which processes can tell whether they mean the same one; it reveals nothing of it. */
export function secretFingerprint(secret: Secret): string {
  return hmacSha256(secret, 'fingerprint').toString('hex').slice(0, 16);
}

/** Whether two texts are equal, in a time that tells nothing about either: their digests are compared. */
export function equalInConstantTime(left: string, right: string): boolean {
  return timingSafeEqual(sha256(left), sha256(right));
}

export function sha256(bytes: Uint8Array | string): Buffer {
  return hash('sha256', bytes, 'buffer');
}

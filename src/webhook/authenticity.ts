import { timingSafeEqual } from 'node:crypto';

import {
  channelTokenName,
  deriveToken,
  equalInConstantTime,
  hmacSha256,
  workflowTokenName,
} from '../kernel/signing.js';
import { type Secret } from '../kernel/secret.js';
import { type RawBody } from './raw-body.js';

/** How a sender proved that it knows the secret. */
export type Scheme = 'signature' | 'workflow-token' | 'channel-token';

export interface Credentials {
  /** Header `X-Zoho-Signature`. */
  readonly signature: string | undefined;
  /** Header `X-Zoho-Timestamp`: then the signature is over it and the event id too. */
  readonly timestamp?: string | undefined;
  /** Header `X-Zoho-Event-Id`. */
  readonly eventId?: string | undefined;
  /** Header `X-Zoho-Webhook-Token`; of a sender that can set none, the parameter `token` of its URL. */
  readonly token: string | undefined;
  readonly body: RawBody;
}

/** A delivery that was signed longer ago, or later than now, is one that somebody kept. */
const timestampWithinMs = 5 * 60_000;

/**
 * The scheme by which a delivery is authentic under one of the secrets (the current one and, while rotating, the
 * previous), or undefined. The first credential that is there decides: a wrong signature isn't made good by a right
 * token. All comparisons are of fixed-length digests in constant time.
 */
export function schemeOf(
  credentials: Credentials,
  secrets: readonly Secret[],
  nowMs: number,
): Scheme | undefined {
  const { signature, token, body } = credentials;
  if (signature !== undefined) {
    const signed = signedBytes(credentials, nowMs);
    return signed !== undefined && isSigned(signed, signature, secrets) ? 'signature' : undefined;
  }
  if (token !== undefined) {
    return isToken(token, workflowTokenName, secrets) ? 'workflow-token' : undefined;
  }
  return hasChannelToken(body, secrets) ? 'channel-token' : undefined;
}

/** What the signature is over; undefined for a time that isn't about now. */
function signedBytes(credentials: Credentials, nowMs: number): Buffer | undefined {
  const { timestamp, eventId = '', body } = credentials;
  if (timestamp === undefined) return body.bytes;
  if (!/^\d{1,12}$/.test(timestamp)) return undefined;
  if (Math.abs(Number(timestamp) * 1000 - nowMs) > timestampWithinMs) return undefined;
  return Buffer.concat([Buffer.from(`${timestamp}.${eventId}.`), body.bytes]);
}

function isSigned(bytes: Buffer, header: string, secrets: readonly Secret[]): boolean {
  const match = /^(?:sha256=)?([0-9a-fA-F]{64})$/.exec(header.trim());
  if (match?.[1] === undefined) return false;
  const claimed = Buffer.from(match[1], 'hex');
  return secrets.some((secret) => timingSafeEqual(hmacSha256(secret, bytes), claimed));
}

/** Zoho's own notifications carry their proof in the body: only `channel_id` and `token` are looked at before it holds. */
function hasChannelToken(body: RawBody, secrets: readonly Secret[]): boolean {
  const json = body.json();
  if (typeof json !== 'object' || json === null) return false;
  const { channel_id: channelId, token } = json as { channel_id?: unknown; token?: unknown };
  if (typeof channelId !== 'string' || typeof token !== 'string') return false;
  return isToken(token, channelTokenName(channelId), secrets);
}

/**
 * Whether what was read of a body that is too long may be of one of our channels. That it names a channel and shows a
 * token that isn't this channel's is all that speaks against it: Zoho writes both at the end.
 */
export function mayBeOurs(begun: Buffer, secrets: readonly Secret[]): boolean {
  const text = begun.toString('latin1');
  const [, channelId] = /"channel_id"\s*:\s*"([^"]{1,64})"/.exec(text) ?? [];
  const [, token] = /"token"\s*:\s*"([^"]{1,64})"/.exec(text) ?? [];
  if (channelId === undefined || token === undefined) return true;
  return isToken(token, channelTokenName(channelId), secrets);
}

function isToken(token: string, name: string, secrets: readonly Secret[]): boolean {
  return secrets.some((secret) => equalInConstantTime(token, deriveToken(secret, name)));
}

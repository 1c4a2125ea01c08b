import { timingSafeEqual } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';

import {
  channelTokenName,
  deriveToken,
  equalInConstantTime,
  hmacInProgress,
  probeMark,
  workflowTokenName,
} from '../kernel/signing.js';
import { type Secret } from '../kernel/secret.js';
import { type ChannelProof, channelProofIn } from './body/channel-proof.js';
import { type Macs, type RawBody } from './body/raw-body.js';

/** How a sender proved that it knows the secret. */
export type Scheme = 'signature' | 'workflow-token' | 'channel-token';

/** What the headers of a delivery say of its signature. */
export interface SignatureHeaders {
  /** `X-Zoho-Signature`. */
  readonly signature: string | undefined;
  /** `X-Zoho-Timestamp`: then the signature is over it and the event id too. */
  readonly timestamp?: string | undefined;
  /** `X-Zoho-Event-Id`. */
  readonly eventId?: string | undefined;
}

export interface Credentials extends SignatureHeaders {
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
    return isSigned(credentials, secrets, nowMs) ? 'signature' : undefined;
  }
  if (token !== undefined) {
    return isToken(token, workflowTokenName, secrets) ? 'workflow-token' : undefined;
  }
  return showsChannelToken(body.channelProof, secrets) ? 'channel-token' : undefined;
}

/** Whether a delivery without any credential is a look at the address, just now, by somebody who knows a secret. */
export function isProbe(
  { signature, token }: Credentials,
  mark: string | undefined,
  { secrets, nowMs }: { readonly secrets: readonly Secret[]; readonly nowMs: number },
): boolean {
  if (mark === undefined || signature !== undefined || token !== undefined) return false;
  const [time = ''] = mark.split('.');
  if (!isAboutNow(time, nowMs)) return false;
  return secrets.some((secret) => equalInConstantTime(mark, probeMark(secret, time)));
}

export function signatureHeadersOf(headers: IncomingHttpHeaders): SignatureHeaders {
  return {
    signature: headerOf(headers, 'x-zoho-signature'),
    timestamp: headerOf(headers, 'x-zoho-timestamp'),
    eventId: headerOf(headers, 'x-zoho-event-id'),
  };
}

/** A header sent twice arrives joined by a comma, and matches nothing. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** The digests of a body that is signed, taken of its pieces as they come. */
export class MacsInProgress {
  readonly #hmacs;

  constructor(
    private readonly before: string,
    secrets: readonly Secret[],
  ) {
    this.#hmacs = secrets.map((secret) => [secret, hmacInProgress(secret).update(before)] as const);
  }

  update(piece: Buffer): void {
    for (const [, hmac] of this.#hmacs) hmac.update(piece);
  }

  /** Once, after the last piece. */
  done(): Macs {
    const under = new Map(this.#hmacs.map(([secret, hmac]) => [secret, hmac.digest()]));
    return { before: this.before, under };
  }
}

/** To be told of a body's pieces; undefined for a delivery without a signature, or with one that can't be right. */
export function macsInProgress(
  headers: IncomingHttpHeaders,
  secrets: readonly Secret[],
): MacsInProgress | undefined {
  const signed = signatureHeadersOf(headers);
  if (claimedMac(signed.signature) === undefined) return undefined;
  return new MacsInProgress(signedBefore(signed), secrets);
}

/** What is signed before the body. */
function signedBefore({ timestamp, eventId = '' }: SignatureHeaders): string {
  return timestamp === undefined ? '' : `${timestamp}.${eventId}.`;
}

function claimedMac(signature = ''): Buffer | undefined {
  const [, hex] = /^(?:sha256=)?([0-9a-fA-F]{64})$/.exec(signature.trim()) ?? [];
  return hex === undefined ? undefined : Buffer.from(hex, 'hex');
}

function isSigned(credentials: Credentials, secrets: readonly Secret[], nowMs: number): boolean {
  const { signature, timestamp, body } = credentials;
  const claimed = claimedMac(signature);
  if (claimed === undefined || !isAboutNow(timestamp, nowMs)) return false;
  const before = signedBefore(credentials);
  return secrets.some((secret) => timingSafeEqual(body.macUnder(secret, before), claimed));
}

/** Who sends no time has said nothing that could be long ago. */
function isAboutNow(timestamp: string | undefined, nowMs: number): boolean {
  if (timestamp === undefined) return true;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Number(timestamp) * 1000 - nowMs) <= timestampWithinMs;
}

/** Zoho's own notifications carry their proof in the body. */
function showsChannelToken(
  { channelId, token }: ChannelProof,
  secrets: readonly Secret[],
): boolean {
  if (channelId === undefined || token === undefined) return false;
  return isToken(token, channelTokenName(channelId), secrets);
}

/**
 * Whether what was read of a body that is not whole may be of one of our channels. That it names a channel and shows a
 * token that isn't this channel's is all that speaks against it: Zoho writes both at the end.
 */
export function mayBeOurs(begun: Buffer, secrets: readonly Secret[]): boolean {
  const proof = channelProofIn(begun);
  if (proof.channelId === undefined || proof.token === undefined) return true;
  return showsChannelToken(proof, secrets);
}

function isToken(token: string, name: string, secrets: readonly Secret[]): boolean {
  return secrets.some((secret) => equalInConstantTime(token, deriveToken(secret, name)));
}

import { randomBytes } from 'node:crypto';

import { type Secret } from '../kernel/secret.js';
import { deriveToken, equalInConstantTime } from '../kernel/signing.js';

/**
 * A text that whoever has the token can make, and nobody else: `<epoch ms of its end>.<random>.<signature>`. Every process
 * can read it, also while Redis is away; it ends by itself, and with the token. What it is good for is part of what is
 * signed.
 */
export function newClaim(purpose: string, token: Secret, endsAtMs: number): string {
  const claim = `${endsAtMs}.${randomBytes(12).toString('base64url')}`;
  return `${claim}.${signatureOf(purpose, claim, token)}`;
}

/** A claim that is good. */
export interface Claim {
  readonly endsAtMs: number;
  /** Like no other claim's. */
  readonly nonce: string;
}

/** The claim of a text; undefined for one that has ended, or that this token didn't make for that purpose. */
export function readClaim(
  purpose: string,
  text: string,
  token: Secret,
  nowMs: number,
): Claim | undefined {
  const [, claim = '', end = '', nonce = '', signature = ''] =
    /^((\d{1,16})\.([\w-]{16}))\.([\w-]{43})$/.exec(text) ?? [];
  if (!equalInConstantTime(signature, signatureOf(purpose, claim, token))) return undefined;
  return Number(end) > nowMs ? { endsAtMs: Number(end), nonce } : undefined;
}

function signatureOf(purpose: string, claim: string, token: Secret): string {
  return deriveToken(token, `${purpose}:${claim}`);
}

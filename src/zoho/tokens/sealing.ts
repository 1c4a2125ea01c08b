import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

import { type Secret } from '../../kernel/secret.js';

const cipher = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Keeps texts where others may read and write: encrypted and authenticated (AES-256-GCM) under a key that is derived from
 * a secret (HKDF-SHA256, RFC 5869). `use` separates its keys from all others derived from the same secret.
 */
export class Sealing {
  readonly #key: Uint8Array;

  constructor(secret: Secret, use: string) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret.reveal(), '', use, keyBytes));
  }

  /** `place`: where it is kept; only there can it be opened again. */
  seal(text: string, place: string): string {
    const nonce = randomBytes(nonceBytes);
    const seal = createCipheriv(cipher, this.#key, nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([seal.update(text, 'utf8'), seal.final()]);
    return Buffer.concat([nonce, seal.getAuthTag(), sealed]).toString('base64url');
  }

  /** The text; undefined where it was sealed under another secret, for another place, or changed since. */
  open(sealed: string, place: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < nonceBytes + tagBytes) return undefined;
    const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes);
    try {
      const opening = createDecipheriv(cipher, this.#key, bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(place))
        .setAuthTag(tag);
      const rest = bytes.subarray(nonceBytes + tagBytes);
      return Buffer.concat([opening.update(rest), opening.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

import { isUtf8 } from 'node:buffer';

import { type Secret } from '../../kernel/secret.js';
import { hmacInProgress } from '../../kernel/signing.js';
import { type ChannelProof, channelProofIn } from './channel-proof.js';

/** What a signature is compared with, taken while the body came in. */
export interface Macs {
  /** What is signed before the body. */
  readonly before: string;
  /** The digest under each secret. */
  readonly under: ReadonlyMap<Secret, Buffer>;
}

/**
 * The bytes of a delivery, as they were signed, and their JSON, parsed once; and what its URL tells, which may be the
 * sender's token: it is shown to nobody.
 */
export class RawBody {
  #json: { readonly value: unknown } | undefined;
  #proof: ChannelProof | undefined;
  readonly #query: string;

  constructor(
    readonly bytes: Buffer,
    readonly contentType: string,
    url = '',
    private readonly macs?: Macs,
  ) {
    this.#query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  }

  /** The content type without its parameters; empty where there is none. */
  get mediaType(): string {
    return (this.contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  }

  /** The token in the URL; one that stands there twice matches nothing. */
  get urlToken(): string | undefined {
    const tokens = new URLSearchParams(this.#query).getAll('token');
    return tokens.length === 0 ? undefined : tokens.join(', ');
  }

  /** The parameters in the URL beside the token. */
  get urlParameters(): URLSearchParams {
    const parameters = new URLSearchParams(this.#query);
    parameters.delete('token');
    return parameters;
  }

  /** HMAC-SHA256 of `before` and the body. */
  macUnder(secret: Secret, before: string): Buffer {
    const taken = this.macs?.before === before ? this.macs.under.get(secret) : undefined;
    return taken ?? hmacInProgress(secret).update(before).update(this.bytes).digest();
  }

  /** What it shows of the channel that it is of. The rest of it is not looked at for that. */
  get channelProof(): ChannelProof {
    return (this.#proof ??= channelProofIn(this.bytes));
  }

  /** The same without its URL, for which a signature doesn't vouch. */
  withoutUrl(): RawBody {
    return this.#query === '' ? this : new RawBody(this.bytes, this.contentType);
  }

  /** The body as text; undefined where it isn't UTF-8. */
  text(): string | undefined {
    return isUtf8(this.bytes) ? this.bytes.toString('utf8') : undefined;
  }

  /** The body's JSON; undefined where it is none. */
  json(): unknown {
    this.#json ??= { value: parsed(this.text()) };
    return this.#json.value;
  }
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

import { isUtf8 } from 'node:buffer';

import { type DirectRequest, type RouteHandler } from '../http/direct-routes.js';

/**
 * The bytes of a delivery, as they were signed, and their JSON, parsed once; and what its URL tells, which may be the
 * sender's token: it is shown to nobody.
 */
export class RawBody {
  #json: { readonly value: unknown } | undefined;
  readonly #query: string;

  constructor(
    readonly bytes: Buffer,
    readonly contentType: string,
    url = '',
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

/** A body that can't be taken: the status it is answered with, and why. */
export class BodyRefused extends Error {
  constructor(
    readonly statusCode: 400 | 413 | 415,
    message: string,
    /** What was read of it. */
    readonly begun: readonly Buffer[] = [],
  ) {
    super(message);
    this.name = 'BodyRefused';
  }
}

/**
 * Reads a request's body as it came, up to `maxBytes`. A longer one is refused as soon as that is known, by its
 * announced length or while it comes in, and the rest is not read: the connection ends with the answer.
 */
export function rawBodyReader(maxBytes: number): RouteHandler {
  return (request, response, next) => {
    const refuse = (refusal: BodyRefused): void => {
      response.setHeader('Connection', 'close');
      next(refusal);
    };
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      refuse(new BodyRefused(415, 'the body must not be compressed: its bytes are what is signed'));
      return;
    }
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      refuse(tooLarge(maxBytes));
      return;
    }
    collect(request, maxBytes).then((bytes) => {
      const contentType = request.headers['content-type'] ?? '';
      request.body = new RawBody(bytes, contentType, request.url);
      next();
    }, refuse);
  };
}

function collect(request: DirectRequest, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBytes) {
        request.pause();
        reject(tooLarge(maxBytes, chunks));
      }
    });
    request.once('end', () => {
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    request.once('aborted', () => {
      reject(new BodyRefused(400, 'the body ended early'));
    });
    request.once('error', () => {
      reject(new BodyRefused(400, 'the body could not be read'));
    });
  });
}

function tooLarge(maxBytes: number, begun: readonly Buffer[] = []): BodyRefused {
  return new BodyRefused(413, `the body must not be longer than ${maxBytes} bytes`, begun);
}

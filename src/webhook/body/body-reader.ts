import { type ServerResponse } from 'node:http';

import { type BodyBudget, type BodySender } from '../../http/body-budget.js';
import { type DirectRequest } from '../../http/direct-routes.js';
import { type Secret } from '../../kernel/secret.js';
import { type RefusalReason } from '../../installation/refusal-reason.js';
import { macsInProgress, type MacsInProgress } from '../authenticity.js';
import { RawBody } from './raw-body.js';

const overloadedRetrySeconds = 5;

/** A body that can't be taken: the status it is answered with, and why. */
export class BodyRefused extends Error {
  constructor(
    readonly statusCode: 400 | 408 | 413 | 415 | 503,
    message: string,
    /** Where the status alone doesn't say. */
    readonly reason?: RefusalReason,
    /** What was read of it. */
    readonly begun: Buffer = Buffer.alloc(0),
  ) {
    super(message);
    this.name = 'BodyRefused';
  }

  /** For whoever may send it again. */
  get retryAfterSeconds(): number | undefined {
    return this.statusCode === 503 ? overloadedRetrySeconds : undefined;
  }
}

/** On which terms a body is read. */
export interface BodyTerms {
  readonly maxBytes: number;
  readonly budget: BodyBudget;
  readonly secrets: readonly Secret[];
}

/**
 * Reads a request's body as it came, up to `maxBytes`, and within the budget of all bodies; where it is signed, its
 * digests too. A longer one is refused as soon as that is known, by its announced length or while it comes in, and the
 * rest is not read: the connection ends with the answer. @throws BodyRefused
 */
export async function readRawBody(
  request: DirectRequest,
  response: ServerResponse,
  group: string,
  { maxBytes, budget, secrets }: BodyTerms,
): Promise<RawBody> {
  const { headers } = request;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new BodyRefused(415, 'the body must not be compressed: its bytes are what is signed');
  }
  const announcedBytes =
    headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  if ((announcedBytes ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const macs = macsInProgress(headers, secrets);
  const incoming = new IncomingBody({ group, announcedBytes }, maxBytes, macs);
  const bytes = await incoming.read(request, response, budget);
  return new RawBody(bytes, headers['content-type'] ?? '', request.url, macs?.done());
}

/** One body while it comes in. */
class IncomingBody {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;

  constructor(
    private readonly sender: BodySender,
    private readonly maxBytes: number,
    private readonly macs: MacsInProgress | undefined,
  ) {}

  read(request: DirectRequest, response: ServerResponse, budget: BodyBudget): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const refuse = (refusal: BodyRefused): void => {
        request.off('data', take);
        request.pause();
        this.#bytes = Buffer.alloc(0);
        reject(refusal);
      };
      const underWay = budget.begin(this.sender, () => {
        refuse(overloaded(this.#begun()));
      });
      const take = (chunk: Buffer): void => {
        const room = this.#bytes.length;
        this.#append(chunk);
        if (this.#length > this.maxBytes) refuse(tooLarge(this.maxBytes, this.#begun()));
        else underWay.grow(this.#bytes.length - room);
      };
      request.on('data', take);
      request.once('end', () => {
        underWay.complete();
        resolve(this.#begun());
      });
      const cutShort = (): void => {
        refuse(endedEarly(request, this.#begun()));
      };
      request.once('aborted', cutShort);
      request.once('error', cutShort);
      response.once('close', () => {
        underWay.end();
      });
    });
  }

  /** What came until now, in the memory that it was read into. */
  #begun(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Into one piece of memory: a body that comes byte by byte would cost a hundred times its length in pieces. */
  #append(chunk: Buffer): void {
    this.macs?.update(chunk);
    const length = this.#length + chunk.length;
    if (this.#length === 0) this.#bytes = chunk;
    else if (length > this.#bytes.length) {
      const most = this.sender.announcedBytes ?? this.maxBytes;
      const grown = Buffer.allocUnsafe(Math.max(length, Math.min(2 * this.#bytes.length, most)));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    if (this.#length > 0) chunk.copy(this.#bytes, this.#length);
    this.#length = length;
  }
}

function tooLarge(maxBytes: number, begun?: Buffer): BodyRefused {
  const message = `the body must not be longer than ${maxBytes} bytes`;
  return new BodyRefused(413, message, undefined, begun);
}

function overloaded(begun: Buffer): BodyRefused {
  const message = 'too many bodies are being sent at once, and this one is slow; send it again';
  return new BodyRefused(503, message, 'overloaded', begun);
}

/** Node itself answers who takes too long, and ends the connection. */
function endedEarly(request: DirectRequest, begun: Buffer): BodyRefused {
  const { errored } = request.socket as { errored?: NodeJS.ErrnoException | null };
  return errored?.code === 'ERR_HTTP_REQUEST_TIMEOUT'
    ? new BodyRefused(408, 'the body did not come in time', 'timed_out', begun)
    : new BodyRefused(400, 'the body ended early', 'aborted', begun);
}

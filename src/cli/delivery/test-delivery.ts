import { randomUUID } from 'node:crypto';

import { type Settings } from '../../config/settings.js';
import { jsonFrom } from '../../kernel/json.js';
import { hmacSha256 } from '../../kernel/signing.js';
import { type Output, printable } from '../output/output.js';

/** A delivery as it goes over the wire, with the proof of who sent it. */
export interface TestDelivery {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DeliveryResponse {
  readonly status: number;
  /** Parsed where it is JSON. */
  readonly body: unknown;
  readonly text: string;
}

const timeoutMs = 10_000;

/** A JSON body, signed with the service's own secret. */
export function signed(body: Buffer, { webhook }: Settings): TestDelivery {
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-zoho-signature': hmacSha256(webhook.secret, body).toString('hex'),
    },
  };
}

/** Sends it to the service at `base`, on this machine where none is given. @throws Error where no service answers */
export async function sendTo(
  base: string | undefined,
  { body, headers }: TestDelivery,
  settings: Settings,
): Promise<DeliveryResponse> {
  const service = base ?? `http://127.0.0.1:${settings.http.port}`;
  const url = new URL('/webhooks/zoho', service).toString();
  const response = await fetch(url, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'x-zoho-event-id': `cli-${randomUUID()}`, ...headers },
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw new Error(`No service answers at ${url}: start it, or give --url.`, { cause: error });
  });
  const text = await response.text();
  return { status: response.status, body: jsonFrom(text) ?? text, text };
}

/** What the service answered; the command has failed where it refused. */
export function answerOutput({ status, body, text }: DeliveryResponse): Output {
  if (status >= 400) process.exitCode = 1;
  return { json: { status, body }, text: `${status} ${printable(text)}` };
}

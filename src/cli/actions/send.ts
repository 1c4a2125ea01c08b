import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { type Settings } from '../../config/settings.js';
import { jsonFrom } from '../../kernel/json.js';
import { hmacSha256 } from '../../kernel/signing.js';
import { commandSettings } from '../context/command-settings.js';
import { printable, print } from '../output/output.js';
import { UsageError } from '../usage-error.js';

interface SendOptions {
  readonly module: string;
  readonly id?: string;
  readonly operation: string;
  readonly file?: string;
  readonly url?: string;
  readonly json?: boolean;
}

const timeoutMs = 10_000;

/** Sends a signed delivery, and shows the answer. */
export async function sendDelivery(options: SendOptions): Promise<void> {
  await deliver(await commandSettings(), await bodyOf(options), options);
}

async function bodyOf(options: SendOptions): Promise<Buffer> {
  if (options.file !== undefined) return readFile(options.file);
  if (options.id === undefined) throw new UsageError('Give --id with the record, or --file.');
  const { operation, module, id } = options;
  return Buffer.from(JSON.stringify({ operation, module, data: [{ id }] }));
}

async function deliver(settings: Settings, body: Buffer, options: SendOptions): Promise<void> {
  const base = options.url ?? `http://127.0.0.1:${settings.http.port}`;
  const url = new URL('/webhooks/zoho', base).toString();
  const response = await fetch(url, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: {
      'content-type': 'application/json',
      'x-zoho-event-id': `cli-${randomUUID()}`,
      'x-zoho-signature': hmacSha256(settings.webhook.secret, body).toString('hex'),
    },
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw new Error(`No service answers at ${url}: start it, or give --url.`, { cause: error });
  });
  const text = await response.text();
  print(
    {
      json: { status: response.status, body: jsonFrom(text) ?? text },
      text: `${response.status} ${printable(text)}`,
    },
    options.json === true,
  );
  if (!response.ok) process.exitCode = 1;
}

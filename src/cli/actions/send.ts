import { readFile } from 'node:fs/promises';

import { commandSettings } from '../context/command-settings.js';
import { answerOutput, sendTo, signed } from '../delivery/test-delivery.js';
import { print } from '../output/output.js';
import { UsageError } from '../usage-error.js';

interface SendOptions {
  readonly module: string;
  readonly id?: string;
  readonly operation: string;
  readonly file?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Sends a signed delivery, and shows the answer. */
export async function sendDelivery(options: SendOptions): Promise<void> {
  const body = await bodyOf(options);
  const settings = await commandSettings();
  const answer = await sendTo(options.url, signed(body, settings), settings);
  print(answerOutput(answer), options.json === true);
}

async function bodyOf(options: SendOptions): Promise<Buffer> {
  if (options.file !== undefined) return readFile(options.file);
  if (options.id === undefined) throw new UsageError('Give --id with the record, or --file.');
  const { operation, module, id } = options;
  return Buffer.from(JSON.stringify({ operation, module, data: [{ id }] }));
}

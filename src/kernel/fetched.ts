import { jsonObject } from './json.js';
import { text } from './shape.js';

/** The text of an answer of `fetch`; undefined for one of more than `maxBytes`, the rest of which is not read. */
export async function boundedText(
  response: Response,
  maxBytes: number,
): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the rest of the body.
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Why `fetch` got no answer: `ECONNREFUSED`, `ENOTFOUND`, `UND_ERR_SOCKET`. undici puts it into the cause. */
export function networkCode(error: unknown): string | undefined {
  return text(jsonObject(jsonObject(error)['cause'])['code']);
}

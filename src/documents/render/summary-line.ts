import { type SummaryPart } from '../kinds/parts/summary-part.js';
import { jsonBytes } from '../text/json-bytes.js';

const maxLineBytes = 200;

/**
 * What an account's document says of a record behind its name, in at most 200 bytes of JSON:
 * `stage: Negotiation; amount: 12000 EUR`. A part that finds no room is left out whole, so no key is cut in two.
 */
export function summaryLine(parts: readonly SummaryPart[]): string {
  let line = '';
  for (const [label, text] of parts) {
    if (text === undefined) continue;
    // `; ` separates the facts, so it may not come from outside.
    const part = `${line === '' ? '' : '; '}${label}: ${text.replaceAll(';', ',')}`;
    if (jsonBytes(line) + jsonBytes(part) <= maxLineBytes) line += part;
  }
  return line;
}

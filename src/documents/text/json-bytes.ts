import { cutText } from './plain-text.js';

function jsonBytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return code === 0x22 || code === 0x5c ? 2 : 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

/** The length of a text without control characters in JSON and UTF-8, without its quotes. */
export function jsonBytes(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += jsonBytesOf(character);
  return bytes;
}

/** The text if it has at most `maxBytes` in JSON, or its beginning and an ellipsis (3 bytes). */
export function cutToBytes(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes || jsonBytes(text) <= maxBytes) return text;
  let bytes = 3;
  let length = 0;
  for (const character of text) {
    bytes += jsonBytesOf(character);
    if (bytes > maxBytes) break;
    length += character.length;
  }
  return `${cutText(text, length).trimEnd()}…`;
}

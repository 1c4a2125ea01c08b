import { limits, overLimit, Problem } from './format.js';
import { type Parameters } from './parameters.js';

/** RFC 2046, 5.1.1. */
const boundaryPattern = /^[\w'()+,./:=? -]{1,70}$/;
const maxHeaderBytes = 4096;

/**
 * The fields of a multipart/form-data body (RFC 7578) as parameters. Strict: what isn't well-formed is a problem, not a
 * guess. Files are passed over. The bytes are gone over once, and only names and values are copied.
 */
export function multipartParameters(bytes: Buffer, contentType: string): Parameters | Problem {
  const boundary = headerParameters(contentType).get('boundary') ?? '';
  if (!boundaryPattern.test(boundary)) return malformed('its content type names no boundary');
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parameters: [string, string][] = [];
  let at = afterFirst(bytes, delimiter);
  for (let count = 0; at !== undefined; count += 1) {
    if (hasAt(bytes, '--', at)) return parameters;
    if (count === limits.parameters) return overLimit('parameters');
    const end = bytes.indexOf(delimiter, at);
    if (end < 0) break;
    const part = partFrom(bytes.subarray(at, end));
    if (part instanceof Problem) return part;
    if (part !== 'file') parameters.push(part);
    at = end + delimiter.length;
  }
  return malformed('it does not end with its boundary');
}

/** Where the first part begins; what stands before it means nothing. */
function afterFirst(bytes: Buffer, delimiter: Buffer): number | undefined {
  const opening = delimiter.subarray(2);
  if (bytes.subarray(0, opening.length).equals(opening)) return opening.length;
  const at = bytes.indexOf(delimiter);
  return at < 0 ? undefined : at + delimiter.length;
}

function hasAt(bytes: Buffer, text: string, at: number): boolean {
  return bytes.toString('latin1', at, at + text.length) === text;
}

/** From the end of a delimiter to the next: spaces, a line end, headers, an empty line, the value. */
function partFrom(part: Buffer): [name: string, value: string] | 'file' | Problem {
  const begin = part.indexOf('\r\n');
  const end = part.indexOf('\r\n\r\n', begin);
  const isPadded = begin >= 0 && part.toString('latin1', 0, begin).trim() === '';
  if (!isPadded || end < 0 || end - begin > maxHeaderBytes)
    return malformed('a part lacks headers');
  const headers = headersFrom(part.toString('utf8', begin + 2, end));
  const disposition = headerParameters(headers.get('content-disposition'));
  if (disposition.has('filename') || disposition.has('filename*')) return 'file';
  const name = disposition.get('name');
  if (name === undefined) return malformed('a part has no name');
  const charset = headerParameters(headers.get('content-type')).get('charset');
  const value = decoded(part.subarray(end + 4), charset);
  return value === undefined ? malformed('a part is not in its charset') : [name, value];
}

function headersFrom(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\r\n').map((line) => [line.indexOf(':'), line] as const);
  return new Map(
    lines.map(([colon, line]) => [line.slice(0, colon).toLowerCase(), line.slice(colon + 1)]),
  );
}

/** What follows a header's value: `form-data; name="Deal Name"`. Each piece of it is looked at once. */
function headerParameters(header = ''): ReadonlyMap<string, string> {
  const pattern = /;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))\s*/y;
  pattern.lastIndex = Math.max(0, header.indexOf(';'));
  const found = new Map<string, string>();
  for (let match = pattern.exec(header); match !== null; match = pattern.exec(header)) {
    const [, name = '', quoted, plain = ''] = match;
    found.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
  }
  return found;
}

function decoded(bytes: Buffer, charset = 'utf-8'): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function malformed(what: string): Problem {
  return new Problem('body', `the body must be multipart/form-data as RFC 7578 has it: ${what}`);
}

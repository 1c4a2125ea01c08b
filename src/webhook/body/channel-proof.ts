/** What a notification of Zoho shows of who sent it. */
export interface ChannelProof {
  readonly channelId: string | undefined;
  readonly token: string | undefined;
}

const code = (character: string): number => character.charCodeAt(0);
const [quote, backslash, colon, comma] = [code('"'), code('\\'), code(':'), code(',')];
const [brace, bracket, braceEnd, bracketEnd] = [code('{'), code('['), code('}'), code(']')];
const names = ['channel_id', 'token'] as const;
type Name = (typeof names)[number];

/**
 * The values of `channel_id` and `token` in a JSON object, found in one pass over its bytes: nothing else of it is looked
 * at, and it need not be whole, or JSON at all. Of several the last one counts, as it does for `JSON.parse`; a value that
 * isn't a string is none.
 */
export function channelProofIn(bytes: Buffer): ChannelProof {
  return new ProofScan(bytes).run();
}

/** One pass, and where it is in the body. */
class ProofScan {
  readonly #found = new Map<Name, string | undefined>();
  #depth = 0;
  /** The name whose value is next, where it is one of the two. */
  #name: Name | undefined;
  #isName = true;

  constructor(private readonly bytes: Buffer) {}

  run(): ChannelProof {
    let at = startOfObject(this.bytes);
    while (at < this.bytes.length) {
      const byte = this.bytes[at];
      if (byte === quote) at = this.#string(at);
      else if (byte === brace || byte === bracket) this.#depth += 1;
      else if (byte === braceEnd || byte === bracketEnd) this.#depth -= 1;
      else if (this.#depth === 1) this.#between(byte);
      if (this.#depth === 0) break;
      at += 1;
    }
    return { channelId: this.#found.get('channel_id'), token: this.#found.get('token') };
  }

  /** Returns where it ends. */
  #string(start: number): number {
    const end = endOfString(this.bytes, start + 1);
    if (this.#depth !== 1) return end;
    if (this.#isName) this.#name = nameAt(this.bytes, start, end);
    else if (this.#name !== undefined) this.#found.set(this.#name, textAt(this.bytes, start, end));
    return end;
  }

  #between(byte: number | undefined): void {
    if (byte === comma) this.#isName = true;
    if (byte !== colon) return;
    this.#isName = false;
    if (this.#name !== undefined) this.#found.set(this.#name, undefined);
  }
}

/** Where the object begins; the end where something else comes first. */
function startOfObject(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && ' \t\r\n'.includes(String.fromCharCode(bytes[at] ?? 0))) at += 1;
  return bytes[at] === brace ? at : bytes.length;
}

/** Where the quote is that ends a string; the end where there is none. */
function endOfString(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(quote, start); at >= 0; at = bytes.indexOf(quote, at + 1)) {
    let escapes = 0;
    while (at - escapes > start && bytes[at - escapes - 1] === backslash) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return bytes.length;
}

/** The name between two quotes, where it is one of the two. */
function nameAt(bytes: Buffer, start: number, end: number): Name | undefined {
  return names.find((name) => {
    return end - start - 1 === name.length && bytes.toString('latin1', start + 1, end) === name;
  });
}

/** A string that is whole. */
function textAt(bytes: Buffer, start: number, end: number): string | undefined {
  if (end >= bytes.length) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8', start, end + 1)) as string;
  } catch {
    return undefined;
  }
}

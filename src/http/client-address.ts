import { type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

type Request = Pick<IncomingMessage, 'headers'> & {
  readonly socket: { readonly remoteAddress?: string | undefined };
};

/** The proxies whose word on where a request came from is taken. */
interface Trusted {
  includes(address: string): boolean;
}

/**
 * Where a request came from: the peer of its connection, or, as far as `trusted` proxies vouch for it, whom
 * `X-Forwarded-For` names. Each proxy adds the address that it saw at the end; what stands before the first one that
 * isn't trusted may be made up.
 */
export function clientAddressOf({ socket, headers }: Request, trusted: Trusted): string {
  let address = plainAddress(socket.remoteAddress ?? '');
  const forwarded = headers['x-forwarded-for'];
  if (forwarded === undefined || !trusted.includes(address)) return address;
  const hops = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded).split(',');
  for (const hop of hops.reverse()) {
    const named = plainAddress(withoutPort(hop.trim()));
    if (isIP(named) === 0) return address;
    address = named;
    if (!trusted.includes(address)) return address;
  }
  return address;
}

/** What allowances are counted by: an address; of IPv6 the network of 64 bits, all of which one host has. */
export function addressGroupOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::');
  const [before, after] = [wordsOf(head), wordsOf(tail ?? '')];
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  const words = [...before, ...zeros, ...after].slice(0, 4);
  return `${words.map((word) => parseInt(word, 16).toString(16)).join(':')}::/64`;
}

function wordsOf(part: string): readonly string[] {
  return part === '' ? [] : part.split(':');
}

/** An IPv4 address is the same one where a socket for both families sees it. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1] ?? address;
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  const [, bracketed, dotted] =
    /^(?:\[([0-9a-f:.]+)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+)$/i.exec(hop) ?? [];
  return bracketed ?? dotted ?? hop;
}

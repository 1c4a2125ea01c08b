import { type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** What in a request tells that another site than this service had it sent. */
export type ForeignSign = 'Host' | 'Origin' | 'Sec-Fetch-Site';

/**
 * What speaks for it that a browser sent the request on behalf of another site; undefined where nothing does. A `Host`
 * is ours where it can't be a name that somebody else lets point here: an address, a name without a dot, or one of
 * `ownHosts`. Programs need not send the other two.
 */
export function foreignSignOf(
  { headers }: Pick<IncomingMessage, 'headers'>,
  ownHosts: ReadonlySet<string>,
): ForeignSign | undefined {
  const { host, origin, 'sec-fetch-site': site } = headers;
  const name = hostNameIn(host);
  if (host === undefined || name === undefined || !(isNobodyElses(name) || ownHosts.has(name))) {
    return 'Host';
  }
  if (origin !== undefined && !isOwnOrigin(origin, host, ownHosts)) return 'Origin';
  return site === undefined || site === 'same-origin' || site === 'none'
    ? undefined
    : 'Sec-Fetch-Site';
}

/** The name in `name:port`, in lower case; undefined for anything else. */
function hostNameIn(host = ''): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec(host.toLowerCase())?.[1];
}

function isNobodyElses(name: string): boolean {
  if (name.startsWith('[')) return isIP(name.slice(1, -1)) === 6;
  return isIP(name) === 4 || /^[a-z0-9_-]+$/.test(name);
}

/** The port belongs to it: another one is another program. `null`, as of a sandboxed page, is nobody's. */
function isOwnOrigin(origin: string, host: string, ownHosts: ReadonlySet<string>): boolean {
  const authority = /^https?:\/\/([^/?#@\\]+)$/.exec(origin.toLowerCase())?.[1];
  if (authority === undefined) return false;
  return authority === host.toLowerCase() || ownHosts.has(authority);
}

/** A page, and what of it. */
interface PlaceInConsole {
  readonly name: string;
  readonly path: readonly string[];
  readonly parameters: URLSearchParams;
}

/** What an address names: `#/records/Deals/12?live=1`. */
export function placeIn(hash: string): PlaceInConsole {
  const [path = '', parameters = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', ...rest] = path.split('/').map(decoded);
  return { name, path: rest, parameters: new URLSearchParams(parameters) };
}

/** The address of a page. */
export function hrefOf(name: string, ...path: readonly string[]): string {
  return `#/${[name, ...path].map(encodeURIComponent).join('/')}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

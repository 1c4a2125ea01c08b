/** An answer of the service that is no success. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface ErrorBody {
  readonly message?: string | readonly string[];
}

/** Asks the service, with the session that the browser has. @throws Refused, with what the service says */
export async function ask<T>(path: string, options: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { cache: 'no-store', credentials: 'same-origin', ...options });
  } catch {
    throw new Refused(0, 'The service does not answer.');
  }
  if (response.status === 204) return undefined as T;
  const body = (await response.json().catch(() => ({}))) as T & ErrorBody;
  if (response.ok) return body;
  const message = [body.message ?? `HTTP ${response.status}`].flat().join('; ');
  throw new Refused(response.status, message);
}

/** The same with a body. */
export function send<T>(method: 'POST' | 'DELETE', path: string, body: object): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  return ask<T>(path, { method, headers, body: JSON.stringify(body) });
}

/** A path with what is asked for; what is empty is left out. */
export function query(path: string, parameters: Readonly<Record<string, string | number>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

/** What is said of something that went wrong. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

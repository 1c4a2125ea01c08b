import { objectFrom } from './http/exchange.js';
import { type ZohoSimulator } from './zoho-simulator.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined without a body. */
  readonly json: unknown;
  /** The rows of a list. */
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly code: unknown;
}

/** The plainest caller of the simulated API: what a test asks is what is sent. */
export class ZohoCaller {
  constructor(
    private readonly url: string,
    private readonly accessToken: string,
  ) {}

  static async connect(simulator: ZohoSimulator): Promise<ZohoCaller> {
    const answer = await requestToken(simulator);
    return new ZohoCaller(simulator.url, String(objectFrom(answer.json)['access_token']));
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('GET', path, { headers });
  }

  call(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Zoho-oauthtoken ${this.accessToken}`);
    return send(this.url + path, { ...init, method, headers });
  }

  watch(method: string, ...entries: readonly unknown[]): Promise<Answer> {
    const body = JSON.stringify({ watch: entries });
    return this.call(method, '/crm/v8/actions/watch', { body });
  }
}

/** Asks for an access token; `changes` replaces or, with null, removes parameters. */
export function requestToken(
  { url, credentials }: ZohoSimulator,
  changes: Readonly<Record<string, string | null>> = {},
): Promise<Answer> {
  const params: Readonly<Record<string, string | null>> = {
    grant_type: 'refresh_token',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    refresh_token: credentials.refreshToken,
    ...changes,
  };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== null) body.set(name, value);
  return send(`${url}/oauth/v2/token`, { method: 'POST', body });
}

export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const json = isJson ? (JSON.parse(text) as unknown) : undefined;
  const { data, code } = objectFrom(json);
  const rows = Array.isArray(data) ? data.map(objectFrom) : [];
  return { status: response.status, headers: response.headers, text, json, data: rows, code };
}

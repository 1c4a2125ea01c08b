import { type IncomingHttpHeaders } from 'node:http';

/** A request as the simulated Zoho sees it. */
export interface SimRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as it was sent, without its `?`. */
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface SimResponse {
  readonly status: number;
  /** Sent as JSON; a string is sent as it is. Absent: no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Details = Readonly<Record<string, unknown>>;

/** Ends a request with Zoho's error envelope. */
export class ZohoRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Details = {},
  ) {
    super(message);
    this.name = 'ZohoRefusal';
  }
}

/** Zoho's error envelope, as it is for a whole request and for one entry of many. */
export function errorEnvelope(code: string, message: string, details: Details = {}): Details {
  return { code, details, message, status: 'error' };
}

export function responseFrom(refusal: ZohoRefusal): SimResponse {
  return {
    status: refusal.status,
    body: errorEnvelope(refusal.code, refusal.message, refusal.details),
  };
}

/** The body as JSON; undefined when it isn't. */
export function jsonFrom(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // Whoever asked refuses the request with the code that fits it.
    return undefined;
  }
}

/** The value as an object to look into; an empty one when it is anything else. */
export function objectFrom(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

export function invalidModule(): ZohoRefusal {
  return new ZohoRefusal(400, 'INVALID_MODULE', 'the module name given seems to be invalid', {
    resource_path_index: 0,
  });
}

export function invalidUrl(): ZohoRefusal {
  return new ZohoRefusal(
    404,
    'INVALID_URL_PATTERN',
    'Please check if the URL trying to access is a correct one',
  );
}

export function invalidMethod(): ZohoRefusal {
  return new ZohoRefusal(
    400,
    'INVALID_REQUEST_METHOD',
    'The http request method type is not a valid one',
  );
}

export function invalidParam(name: string): ZohoRefusal {
  return new ZohoRefusal(400, 'INVALID_DATA', 'invalid data', { param_name: name });
}

export function missingParam(name: string): ZohoRefusal {
  return new ZohoRefusal(
    400,
    'REQUIRED_PARAM_MISSING',
    'One of the expected parameter is missing',
    { param_name: name },
  );
}

import { BoundedLog } from '../bounded-log.js';
import { type SimRequest } from './exchange.js';

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** Without its `?`. Never of the token endpoint, where it could hold a secret. */
  readonly query: string;
  /** `GET /crm/v8/{module}?ids`: the key of the statistics. */
  readonly endpoint: string;
  /** 0 when it was never answered. */
  readonly status: number;
  /** How many ids it asked for. */
  readonly ids: number;
  /** Epoch ms by the simulator's clock. */
  readonly at: number;
}

/** What was asked of the simulated Zoho, control calls aside. */
export class RequestLog {
  private readonly log = new BoundedLog<LoggedRequest>();
  private counts = new Map<string, number>();

  add(request: SimRequest, status: number, at: number): void {
    const endpoint = endpointOf(request);
    this.counts.set(endpoint, (this.counts.get(endpoint) ?? 0) + 1);
    this.log.add({
      method: request.method,
      path: request.path,
      query: request.path.startsWith('/oauth') ? '' : request.rawQuery,
      endpoint,
      status,
      ids: request.query.get('ids')?.split(',').length ?? 0,
      at,
    });
  }

  list(): readonly LoggedRequest[] {
    return this.log.list();
  }

  total(): number {
    return this.log.total;
  }

  countsByEndpoint(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }

  reset(): void {
    this.log.reset();
    this.counts = new Map();
  }
}

function endpointOf({ method, path, query }: SimRequest): string {
  const template = path
    .replace(/^(\/crm\/v\d+)\/(?!actions\/)[^/]+/, '$1/{module}')
    .replace(/\{module\}\/(?!deleted$)[^/]+$/, '{module}/{id}');
  const suffix = template.endsWith('{module}') && query.has('ids') ? '?ids' : '';
  return `${method} ${template}${suffix}`;
}

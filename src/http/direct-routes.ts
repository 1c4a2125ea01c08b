import { type IncomingMessage, type ServerResponse } from 'node:http';

import { answerError } from './error.filter.js';

/** A request as Node gives it, and its body once that has been read. */
export interface DirectRequest extends IncomingMessage {
  body?: unknown;
}

export type RouteHandler = (
  request: DirectRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/**
 * POST routes whose requests come straight from Node's server. Express gives every request new prototypes and walks its
 * router, which costs as much as the rest of a small request. What handles a direct route, its middleware too, may use
 * nothing but what Node gives a request and its answer.
 */
export class DirectRoutes {
  readonly #middleware = new Map<string, readonly RouteHandler[]>();
  readonly #handlers = new Map<string, readonly RouteHandler[]>();

  constructor(paths: readonly string[]) {
    for (const path of paths) this.#middleware.set(path, []);
  }

  /** What runs before the handler of a route, direct or not; in the order in which it is told of here. */
  before(path: string, middleware: RouteHandler): void {
    const known = this.#middleware.get(path);
    if (known !== undefined) this.#middleware.set(path, [...known, middleware]);
  }

  /** The handler of a route, direct or not; after its middleware. */
  handle(path: string, handler: RouteHandler): void {
    const middleware = this.#middleware.get(path);
    if (middleware !== undefined) this.#handlers.set(path, [...middleware, handler]);
  }

  /** Whether the request was for a direct route; another spelling of its path is not. */
  serve(request: DirectRequest, response: ServerResponse): boolean {
    const handlers = request.method === 'POST' ? this.#handlers.get(request.url ?? '') : undefined;
    if (handlers === undefined) return false;
    run(handlers, 0, request, response);
    return true;
  }
}

function run(
  handlers: readonly RouteHandler[],
  at: number,
  request: DirectRequest,
  response: ServerResponse,
): void {
  try {
    handlers[at]?.(request, response, (error?: unknown) => {
      if (error === undefined) run(handlers, at + 1, request, response);
      else answerError(response, error);
    });
  } catch (error) {
    answerError(response, error);
  }
}

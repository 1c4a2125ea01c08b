import { type NextFunction, type Request, type Response } from 'express';

import { answerError } from './error.filter.js';

export type RouteHandler = (request: Request, response: Response, next: NextFunction) => unknown;

/**
 * Routes whose requests come straight from Node's server. Express gives every request new prototypes and walks its
 * router, which costs as much as the rest of a small request. A handler of a direct route may use nothing but what Node
 * gives a request and its answer.
 */
export class DirectRoutes {
  readonly #before = new Map<string, readonly RouteHandler[]>();
  readonly #handlers = new Map<string, readonly RouteHandler[]>();

  /** Makes a route direct, once it has a handler; `before` runs first, as middleware of Express would. */
  declare(method: string, path: string, before: readonly RouteHandler[]): void {
    this.#before.set(keyOf(method, path), before);
  }

  /** The handler of a route, direct or not. */
  handle(method: string, path: string, handler: RouteHandler): void {
    const before = this.#before.get(keyOf(method, path));
    if (before !== undefined) this.#handlers.set(keyOf(method, path), [...before, handler]);
  }

  /** Whether the request was for a direct route; another spelling of its path is not. */
  serve(request: Request, response: Response): boolean {
    const handlers = this.#handlers.get(keyOf(request.method, request.url));
    if (handlers === undefined) return false;
    run(handlers, 0, request, response);
    return true;
  }
}

function keyOf(method: string, path: string): string {
  return `${method} ${path}`;
}

function run(
  handlers: readonly RouteHandler[],
  at: number,
  request: Request,
  response: Response,
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

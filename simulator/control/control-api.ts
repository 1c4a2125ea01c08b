import { type SimRequest, type SimResponse } from '../http/exchange.js';
import { SimulatorError } from '../records/sim-record.js';
import { type SimulatorParts } from '../simulator-parts.js';
import { behaviourRoutes } from './behaviour-routes.js';
import { type ControlRoute, type Surroundings } from './control-routes.js';
import { recordRoutes } from './record-routes.js';

interface CompiledRoute extends ControlRoute {
  readonly pattern: RegExp;
}

const routes: readonly CompiledRoute[] = [...recordRoutes, ...behaviourRoutes].map((route) => ({
  ...route,
  pattern: new RegExp(`^/_sim${route.path.replace(/:\w+/g, '([^/]+)')}/?$`),
}));

/** `/_sim/…`: drives the simulator from another process, or with curl. It isn't protected: loopback only. */
export class ControlApi {
  constructor(
    private readonly parts: SimulatorParts,
    private readonly surroundings: Surroundings,
  ) {}

  answer(request: SimRequest): SimResponse {
    try {
      return this.routed(request);
    } catch (error) {
      if (!(error instanceof SimulatorError)) throw error;
      return { status: error.status, body: { error: error.message } };
    }
  }

  private routed(request: SimRequest): SimResponse {
    for (const { method, pattern, run } of routes) {
      const match = method === request.method ? pattern.exec(request.path) : null;
      if (match === null) continue;
      const [, ...params] = match;
      return run({ request, params, parts: this.parts, surroundings: this.surroundings });
    }
    const known = routes.map(({ method, path }) => `${method} /_sim${path}`);
    return { status: 404, body: { error: 'No such control call', known } };
  }
}

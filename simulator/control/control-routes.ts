import { type SimRequest, type SimResponse } from '../http/exchange.js';
import { type SimulatorParts } from '../simulator-parts.js';

/** What the control API reaches beside the parts. */
export interface Surroundings {
  readonly url: () => string;
  readonly setLatency: (latencyMs: number) => void;
}

export interface ControlCall {
  readonly request: SimRequest;
  readonly parts: SimulatorParts;
  readonly surroundings: Surroundings;
  /** The variable parts of the path, in its order. */
  readonly params: readonly string[];
}

/** One call of the control API. `path` comes after `/_sim`; `:name` in it stands for anything but a slash. */
export interface ControlRoute {
  readonly method: string;
  readonly path: string;
  readonly run: (call: ControlCall) => SimResponse;
}

export function ok(body: unknown): SimResponse {
  return { status: 200, body };
}

export function route(method: string, path: string, run: ControlRoute['run']): ControlRoute {
  return { method, path, run };
}

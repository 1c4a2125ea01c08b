import { objectFrom } from '../http/exchange.js';
import { type Fault } from '../http/faults.js';
import { type DeliveryBehaviour } from '../notifications/delivery-behaviour.js';
import { simModules } from '../records/modules.js';
import { type Fields, SimulatorError } from '../records/sim-record.js';
import {
  bodyFrom,
  flagFrom,
  numberFrom,
  settingsFrom,
  signedNumberFrom,
  textFrom,
  textsFrom,
} from './control-body.js';
import { type ControlRoute, ok, route } from './control-routes.js';
import { statisticsOf } from './statistics.js';

const done = { status: 204 };

/** Failures are asked for, and what happened is looked at. */
export const behaviourRoutes: readonly ControlRoute[] = [
  route('GET', '', ({ parts, surroundings }) =>
    ok({ url: surroundings.url(), credentials: parts.credentials, ...statisticsOf(parts) }),
  ),
  route('GET', '/statistics', ({ parts }) => ok(statisticsOf(parts))),
  route('GET', '/requests', ({ parts }) => ok(parts.log.list())),
  route('DELETE', '/requests', ({ parts }) => {
    parts.log.reset();
    parts.limits.resetHighest();
    return done;
  }),
  route('GET', '/deliveries', ({ parts }) => ok(parts.notifier.deliveries())),
  route('DELETE', '/deliveries', ({ parts }) => {
    parts.notifier.resetDeliveries();
    return done;
  }),
  route('PUT', '/delivery', ({ parts, request }) => {
    parts.notifier.behave(behaviourFrom(bodyFrom(request)));
    return done;
  }),
  route('GET', '/channels', ({ parts }) => ok(parts.channels.live())),
  route('POST', '/channels/:id/expire', ({ parts, params }) => {
    const [id = ''] = params;
    if (parts.channels.find(id) === undefined) {
      throw new SimulatorError(404, `There is no channel ${id}`);
    }
    parts.channels.remove(id);
    return done;
  }),
  route('POST', '/tokens/revoke', ({ parts, request }) => {
    if (request.query.get('grants') === 'true') parts.oauth.revokeGrants();
    else parts.oauth.revokeAccessTokens();
    return done;
  }),
  route('POST', '/tokens/grant-code', ({ parts }) => ({
    status: 201,
    body: { code: parts.oauth.grantCode() },
  })),
  route('GET', '/faults', ({ parts }) => ok(parts.faults.list().map(shown))),
  route('POST', '/faults', ({ parts, request }) => {
    parts.faults.add(faultFrom(bodyFrom(request)));
    return done;
  }),
  route('DELETE', '/faults', ({ parts }) => {
    parts.faults.clear();
    return done;
  }),
  route('POST', '/clock', ({ parts, request }) => {
    const { advanceMs } = settingsFrom<{ readonly advanceMs: number }>(bodyFrom(request), {
      advanceMs: signedNumberFrom,
    });
    parts.time.advance(advanceMs ?? 0);
    return ok({ now: parts.time.format(parts.time.now()) });
  }),
  route('PUT', '/settings', ({ parts, request, surroundings }) => {
    const settings = simulatorSettingsFrom(bodyFrom(request));
    const { latencyMs, refusedWatchModules, longestChannelLifeMs, scopes, ...limits } = settings;
    if (latencyMs !== undefined) surroundings.setLatency(latencyMs);
    if (refusedWatchModules !== undefined) {
      parts.channelApi.refuse(simModules.filter((module) => refusedWatchModules.includes(module)));
    }
    if (longestChannelLifeMs !== undefined) parts.channelApi.shortenLives(longestChannelLifeMs);
    if (scopes !== undefined) parts.oauth.scopes = scopes;
    parts.limits.change(limits);
    return done;
  }),
];

interface SimulatorSettings {
  readonly latencyMs: number;
  readonly refusedWatchModules: readonly string[];
  readonly longestChannelLifeMs: number;
  readonly scopes: readonly string[];
  readonly creditsLimit: number;
  readonly concurrencyLimit: number;
  readonly sortedConcurrencyLimit: number;
}

function simulatorSettingsFrom(body: Fields): Partial<SimulatorSettings> {
  return settingsFrom<SimulatorSettings>(body, {
    latencyMs: numberFrom,
    refusedWatchModules: textsFrom,
    longestChannelLifeMs: numberFrom,
    scopes: textsFrom,
    creditsLimit: numberFrom,
    concurrencyLimit: numberFrom,
    sortedConcurrencyLimit: numberFrom,
  });
}

function behaviourFrom(body: Fields): Partial<DeliveryBehaviour> {
  return settingsFrom<DeliveryBehaviour>(body, {
    duplicateFraction: numberFrom,
    dropFraction: numberFrom,
    reorderFraction: numberFrom,
    delayMs: numberFrom,
    jitterMs: numberFrom,
    retries: numberFrom,
    retryDelayMs: numberFrom,
  });
}

/** As `Fault`, but a pattern for the path is `match.pathPattern`: JSON has no regular expressions. */
function faultFrom({ match, ...behaviour }: Fields): Fault {
  const fault = settingsFrom<Omit<Fault, 'match'>>(behaviour, {
    times: numberFrom,
    status: numberFrom,
    code: textFrom,
    body: (value) => value,
    headers: (value) => objectFrom(value) as Readonly<Record<string, string>>,
    delayMs: numberFrom,
    hang: flagFrom,
    dropConnection: flagFrom,
    html: flagFrom,
  });
  return match === undefined ? fault : { ...fault, match: matchFrom(objectFrom(match)) };
}

function matchFrom(body: Fields): NonNullable<Fault['match']> {
  const { method, path, pathPattern } = settingsFrom<{
    readonly method: string;
    readonly path: string;
    readonly pathPattern: RegExp;
  }>(body, { method: textFrom, path: textFrom, pathPattern: patternFrom });
  const where = pathPattern ?? path;
  return {
    ...(method === undefined ? {} : { method }),
    ...(where === undefined ? {} : { path: where }),
  };
}

function patternFrom(value: unknown): RegExp | undefined {
  try {
    return typeof value === 'string' ? new RegExp(value) : undefined;
  } catch {
    // Not a pattern: answered as a wrong setting.
    return undefined;
  }
}

function shown(fault: Fault): Fields {
  const path = fault.match?.path;
  if (!(path instanceof RegExp)) return { ...fault };
  return { ...fault, match: { method: fault.match?.method, pathPattern: path.source } };
}

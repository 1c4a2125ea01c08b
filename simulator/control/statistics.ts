import { simModules } from '../records/modules.js';
import { type SimulatorParts } from '../simulator-parts.js';

export interface Statistics {
  /** Since the last reset, control calls aside. */
  readonly requests: number;
  /** By method and path, such as `GET /crm/v8/{module}?ids`. */
  readonly byEndpoint: Readonly<Record<string, number>>;
  /** Most API calls at once since the last reset, those refused for it included. */
  readonly highestConcurrency: number;
  /** In the last 24 hours. */
  readonly creditsUsed: number;
  /** Notifications sent, failed and dropped. */
  readonly deliveries: number;
  /** Live records by module. */
  readonly records: Readonly<Record<string, number>>;
}

export function statisticsOf(parts: SimulatorParts): Statistics {
  const { log, limits, notifier, organisation } = parts;
  const counts = simModules.map((module) => [module, organisation.table(module).live.size]);
  return {
    requests: log.total(),
    byEndpoint: log.countsByEndpoint(),
    highestConcurrency: limits.highestConcurrency,
    creditsUsed: limits.creditsUsed(),
    deliveries: notifier.deliveredTotal(),
    records: Object.fromEntries(counts) as Readonly<Record<string, number>>,
  };
}

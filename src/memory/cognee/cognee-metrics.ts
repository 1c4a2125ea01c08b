import { type Metrics } from '../../observability/metrics.js';
import { CogneeCounters } from './cognee-counters.js';

/** Shows in the service's metrics what Cognee is asked for. */
export function exportCounters(counters: CogneeCounters, metrics: Metrics): void {
  const shown = new CogneeCounters();
  const growth = (name: keyof CogneeCounters): number => {
    const grown = counters[name] - shown[name];
    shown[name] = counters[name];
    return grown;
  };
  metrics.beforeScrape(() => {
    metrics.cogneeCalls.inc(growth('calls'));
    for (const outcome of ['added', 'unchanged', 'removed', 'rejected'] as const) {
      metrics.cogneeDocuments.inc({ outcome }, growth(outcome));
    }
    metrics.cogneeRuns.inc({ outcome: 'started' }, growth('cognifyRuns'));
    metrics.cogneeRuns.inc({ outcome: 'failed' }, growth('cognifyFailures'));
    return Promise.resolve();
  });
}

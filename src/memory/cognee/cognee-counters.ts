import { type Metrics } from '../../observability/metrics.js';

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

/** What Cognee has been asked for by this process since it started; each only grows. */
export class CogneeCounters {
  /** HTTP calls. */
  calls = 0;
  /** Documents sent. */
  added = 0;
  /** Documents not sent because Cognee holds them as they are. */
  unchanged = 0;
  /** Documents removed, older versions among them. */
  removed = 0;
  /** Indexing runs that were started, and of those how many failed. */
  cognifyRuns = 0;
  cognifyFailures = 0;
  /** Documents that Cognee can't index. */
  rejected = 0;
}

import { expect, it } from '@jest/globals';

import { Metrics } from '../../observability/metrics.js';
import { CogneeCounters, exportCounters } from './cognee-counters.js';

it('what Cognee was asked for is in the metrics, each thing once', async () => {
  const counters = new CogneeCounters();
  const metrics = new Metrics();
  exportCounters(counters, metrics);
  counters.calls = 5;
  counters.unchanged = 2;
  await metrics.text();
  counters.calls = 7;
  counters.cognifyRuns = 1;

  const text = await metrics.text();

  expect(text).toContain('zoho_sync_cognee_calls_total 7');
  expect(text).toContain('zoho_sync_cognee_documents_total{outcome="unchanged"} 2');
  expect(text).toContain('zoho_sync_cognee_cognify_runs_total{outcome="started"} 1');
});

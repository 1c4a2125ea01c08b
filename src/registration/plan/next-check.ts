import { type ApiModule } from '../../crm/modules.js';
import { type RegisterState } from '../register-state.js';
import { renewalDueAtMs } from './channel-plan.js';

/** How soon a failed look is repeated: doubled with every failure in a row. */
const firstRetryMs = 15_000;
const longestRetryMs = 60_000;
/** While channels wait for processes to be replaced. */
const waitingLookMs = 30_000;
/** How often a module that Zoho refused to watch is tried again: a permission may have been granted. */
export const refusedAgainMs = 24 * 3_600_000;

/**
 * When Zoho is to be asked about its channels next, epoch ms by this machine's clock: after the usual time, earlier
 * where a channel is due for renewal before that or where the last look failed, later where Zoho asked for a pause.
 */
export function nextCheckMs(
  state: RegisterState,
  everyMs: number,
  modules: readonly ApiModule[],
): number {
  const { check, known, disabled, refused } = state;
  if (check === undefined) return 0;
  if (check.failure !== undefined) {
    const retryMs = Math.min(firstRetryMs * 2 ** (check.failures - 1), longestRetryMs, everyMs);
    return Math.max(check.againAtMs, check.atMs + retryMs);
  }
  const usual = check.atMs + (check.waitsForProcesses ? Math.min(waitingLookMs, everyMs) : everyMs);
  const due = known
    .filter(({ api }) => modules.includes(api) && !disabled.has(api) && !refused.has(api))
    .map((channel) => renewalDueAtMs(channel) - check.skewMs);
  return Math.min(usual, ...due);
}

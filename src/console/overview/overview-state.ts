import { type StatusAnswer } from '../../asking/memory-status.js';
import { type CrmModule } from '../../crm/modules.js';
import { type Gap } from '../../gaps/gap-store.js';
import { type LiveProcess } from '../../installation/live-process.js';
import { type Trouble } from '../../observability/trouble.js';
import { type QueuesNow } from '../../queue/progress/queue-state.js';
import { type FailedComparison, type LastProof } from '../../reconciliation/compare/proof-store.js';
import { type RunningSync } from '../../reconciliation/sync-report.js';
import { type LastSweep } from '../../reconciliation/sweep/sweep-store.js';
import { type ChannelRow } from '../../registration/channel-row.js';

/** What changes slowly, or costs something to ask. */
export interface UpkeepNow {
  readonly memory: StatusAnswer;
  /** As Zoho confirmed them last; none where there are to be none. */
  readonly channels: readonly ChannelRow[];
  readonly gaps: readonly Gap[];
  readonly proofs: readonly LastProof[];
  readonly failures: readonly FailedComparison[];
  readonly sweeps: readonly LastSweep[];
}

/** The queues, and which of them are paused, for how many ms. */
export interface QueuesAndPauses extends QueuesNow {
  readonly paused: ReadonlyMap<CrmModule, number>;
}

/** All that is known of the installation at one moment; what couldn't be read is undefined. */
export interface OverviewState {
  readonly nowMs: number;
  /** Whether the CRM can be asked; else records come from deliveries. */
  readonly fromCrm: boolean;
  readonly limit: number;
  readonly troubles: readonly Trouble[];
  readonly processes: readonly LiveProcess[] | undefined;
  readonly queues: QueuesAndPauses | undefined;
  readonly upkeep: UpkeepNow | undefined;
  /** Sweeps and comparisons under way; none where that can't be read. */
  readonly syncs: readonly RunningSync[];
}

/** Whether nobody has asked the CRM yet for all that it has. */
export function isUnproved({
  upkeep,
  fromCrm,
}: Pick<OverviewState, 'upkeep' | 'fromCrm'>): boolean {
  return fromCrm && upkeep?.memory.freshness.proved_through === null;
}

import { type SeededRandom } from '../../../simulator/seeded-random.js';
import { type PlannedBreak } from '../break/break-plan.js';
import { type SenderBehaviour } from '../load/sender.js';
import { type Environment, type Role } from './supervised-process.js';

/** The breaks of one process: one for each of its starts. */
export type BreaksOfProcess = readonly PlannedBreak[];

/** What a stage is like before anything is done to it. */
export interface StageSetting {
  readonly name: string;
  /** Settings of the service that differ from the usual ones. */
  readonly settings?: Environment;
  /** Further arguments of redis-server. */
  readonly redis?: readonly string[];
  /** How long Zoho takes for each answer. */
  readonly zohoLatencyMs?: number;
  /**
   * A scheduler runs, whose sweeps heal what deliveries did not bring. All other cells go without one, so that nothing
   * repairs what the live path lost.
   */
  readonly sweeps?: boolean;
  readonly sender?: SenderBehaviour;
  /** Where processes break, by role: one list per process. */
  readonly breaks?: (
    random: SeededRandom,
  ) => Readonly<Partial<Record<Role, readonly BreaksOfProcess[]>>>;
  /** By how much the clocks of the processes are ahead, ms. */
  readonly clockAheadMs?: Readonly<Partial<Record<Role, number>>>;
}

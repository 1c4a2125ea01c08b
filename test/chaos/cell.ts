import { type Disturbances } from './check/history.js';
import { type ChaosStage } from './stage/chaos-stage.js';
import { type StageSetting } from './stage/setting.js';

/** What is done to a service under load. Resolves once everything is as it was. */
export type Nemesis = (stage: ChaosStage) => Promise<void>;

/** One row of the matrix. */
export interface Cell extends StageSetting {
  /** What is done, for people. */
  readonly about: string;
  /** Part of the short run. */
  readonly short?: boolean;
  /** What is done besides the breaks. */
  readonly nemesis?: Nemesis;
  /** How often something went wrong as planned, for faults that nobody else notes. None at all fails the cell. */
  readonly faults?: (stage: ChaosStage) => number;
  readonly disturbances?: Partial<Disturbances>;
}

import { type RecordKey } from '../../crm/record-ref.js';

/** A delivery on its way into the log. */
export interface LoggedDelivery {
  /** What tells it from every other; undefined where nothing does. */
  readonly identity: string | undefined;
  /** The records it names, each once. */
  readonly records: readonly RecordKey[];
  /** Names and values of its entry, alternating. */
  readonly entry: readonly string[];
}

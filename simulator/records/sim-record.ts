import { type SimModule } from './modules.js';

/** Field values by API name, as JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** Names one record of the simulated organisation. */
export interface SimRef {
  readonly module: SimModule;
  readonly id: string;
}

/** A record as it is stored. Immutable: a change makes another one. */
export interface SimRecord extends SimRef {
  /** Epoch ms, whole seconds, as is `modifiedAtMs`. */
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  readonly fields: Fields;
}

export interface User {
  readonly name: string;
  readonly id: string;
  readonly email: string;
}

export interface DeletedRecord {
  readonly record: SimRecord;
  readonly type: 'recycle' | 'permanent';
  readonly deletedAtMs: number;
  readonly deletedBy: User;
}

/** One change of one record, as notifications tell of it. */
export interface RecordChange {
  readonly operation: 'insert' | 'update' | 'delete';
  /** After the change; a deleted record as it was. */
  readonly record: SimRecord;
  /** The values that changed; of a new record, those that were filled in. */
  readonly values: Fields;
  readonly by: User;
}

/** Something was asked of the simulator that can't be done; `status` is for its control API. */
export class SimulatorError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'SimulatorError';
  }
}

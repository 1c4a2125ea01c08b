import { type ApiModule, isApiModule, type CrmModule, isCrmModule } from '../../crm/modules.js';
import {
  flag,
  list,
  number,
  object,
  optional,
  or,
  stored,
  text,
  passing,
} from '../../kernel/shape.js';

/** A record that could not be synced: what was wrong, how often it was tried, since when. One per record. */
export interface DeadLetter {
  readonly module: CrmModule;
  readonly id: string;
  readonly api?: ApiModule;
  /** The stable code of the error. */
  readonly code: string;
  readonly message: string;
  /** What led to the error, outermost first; never a secret. */
  readonly causes: readonly string[];
  /** Whether what it failed for may pass: it is tried again without being told to. */
  readonly retryable: boolean;
  /** Of the last time; a replay begins to count anew. */
  readonly attempts: number;
  /** Epoch ms: when it became a dead letter. Later failures don't move it, a success in between does. */
  readonly firstFailedAtMs: number;
  /** Epoch ms: when it failed last. */
  readonly failedAtMs: number;
  /** Of the deliveries that it was tried for, the latest last; a sweep or a command has none. */
  readonly requestIds: readonly string[];
}

const letterFrom = stored(
  object<DeadLetter>({
    module: passing(isCrmModule),
    id: text,
    api: optional(passing(isApiModule)),
    code: text,
    message: text,
    causes: or(list(text), []),
    retryable: or(flag, false),
    attempts: number,
    firstFailedAtMs: or(number, 0),
    failedAtMs: number,
    requestIds: or(list(text), []),
  }),
);

/** The letter of a text in Redis; undefined for one that can't be read. */
export function deadLetterFrom(json: string | null | undefined): DeadLetter | undefined {
  const letter = letterFrom(json);
  return letter && { ...letter, firstFailedAtMs: letter.firstFailedAtMs || letter.failedAtMs };
}

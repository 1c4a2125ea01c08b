import { type ApiModule, type CrmModule, isApiModule, isCrmModule } from '../../crm/modules.js';
import { storedObject } from '../../redis/stored-object.js';

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
}

/** What Redis holds is checked like everything from outside; undefined for a letter that can't be read. */
export function deadLetterFrom(text: string): DeadLetter | undefined {
  const value = storedObject(text);
  const { module, id, api, code, message, attempts, failedAtMs } = value;
  if (!isCrmModule(module) || typeof id !== 'string') return undefined;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  if (typeof attempts !== 'number' || typeof failedAtMs !== 'number') return undefined;
  const { causes, firstFailedAtMs, retryable } = value;
  const letter = {
    module,
    id,
    code,
    message,
    causes: Array.isArray(causes) ? causes.filter((cause) => typeof cause === 'string') : [],
    retryable: retryable === true,
    attempts,
    firstFailedAtMs: typeof firstFailedAtMs === 'number' ? firstFailedAtMs : failedAtMs,
    failedAtMs,
  };
  return isApiModule(api) ? { ...letter, api } : letter;
}

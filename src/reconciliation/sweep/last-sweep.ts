import { type ApiModule, isApiModule } from '../../crm/modules.js';
import { storedObject } from '../../redis/stored-object.js';

/** What came of the last sweep of a module. */
export interface LastSweep {
  readonly api: ApiModule;
  /** Epoch ms. */
  readonly atMs: number;
  readonly status: 'swept' | 'failed';
  /** Records queued because they were modified, and because they were deleted. */
  readonly modified: number;
  readonly deleted: number;
  /** What went wrong, and the remedy. */
  readonly reason: string | null;
}

/** The sweep of a text in Redis; undefined for one that can't be read. */
export function lastSweepFrom(text: string): LastSweep | undefined {
  const { api, atMs, status, modified, deleted, reason } = storedObject(text);
  if (!isApiModule(api) || typeof atMs !== 'number') return undefined;
  if (status !== 'swept' && status !== 'failed') return undefined;
  if (typeof modified !== 'number' || typeof deleted !== 'number') return undefined;
  return {
    api,
    atMs,
    status,
    modified,
    deleted,
    reason: typeof reason === 'string' ? reason : null,
  };
}

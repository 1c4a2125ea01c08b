import { type RecordKey } from '../crm/record-ref.js';
import { type AppError } from '../kernel/app-error.js';

/**
 * Told of a document that memory took and then couldn't make findable, with the reason; memory no longer holds that
 * version. Told again where it fails.
 */
export type OnRejected = (key: RecordKey, error: AppError) => Promise<void>;

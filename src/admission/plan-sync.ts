import { type ChangeEvent } from '../crm/change-event.js';
import { type PlannedSync } from './change-entry.js';

export interface PlanSettings {
  readonly debounceMs: number;
  readonly criticalAccountFields: readonly string[];
}

/**
 * How a change is queued: deletes and critical updates of an account first and at once, other updates gathered for
 * the debounce, creations and restorations at once.
 */
export function planSync(change: ChangeEvent, settings: PlanSettings): PlannedSync {
  const { ref, kind, sentAtMs } = change;
  const sent = sentAtMs === undefined ? {} : { sentAtMs };
  if (kind === 'delete') {
    return { ref, importance: 'critical', delayMs: 0, isDeleted: true, ...sent };
  }
  if (isCritical(change, settings.criticalAccountFields)) {
    return { ref, importance: 'critical', delayMs: 0, ...sent };
  }
  return { ref, importance: 'live', delayMs: kind === 'update' ? settings.debounceMs : 0, ...sent };
}

function isCritical(change: ChangeEvent, criticalFields: readonly string[]): boolean {
  return (
    change.ref.module === 'Accounts' &&
    change.kind === 'update' &&
    change.changedFields.some((field) => criticalFields.includes(field))
  );
}

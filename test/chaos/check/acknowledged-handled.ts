import { type RecordKey } from '../../../src/crm/record-ref.js';
import { type Check } from './history.js';

/**
 * I6. The sender's own log is a subset of what was handled: every record that was acknowledged was read from the CRM at
 * least once after its delivery was sent, or was given up. Memory could be right by luck; this can't.
 */
export const acknowledgedHandled: Check = ({ acknowledged, looks, deadLetters }) => {
  const lastLook = new Map<RecordKey, number>();
  for (const { key, atMs } of looks) {
    lastLook.set(key, Math.max(atMs, lastLook.get(key) ?? 0));
  }
  return acknowledged
    .filter(({ key, sentAtMs }) => !deadLetters.has(key) && (lastLook.get(key) ?? 0) < sentAtMs)
    .map(({ key, delivery }) => `${key}: acknowledged (${delivery}), but never looked at since`);
};

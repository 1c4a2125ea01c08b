import { type Check, statesByKey } from './history.js';

/**
 * I1. Acknowledged means kept: memory ends at the version that an acknowledged delivery told of, or at a later one; or
 * the record is in the dead letters. An empty place counts as the last deletion.
 */
export const acknowledgedKept: Check = ({ acknowledged, truth, held, deadLetters }) => {
  const states = statesByKey(truth);
  const newest = new Map<string, { readonly version: number; readonly delivery: string }>();
  for (const { key, version, delivery } of acknowledged) {
    if (version > (newest.get(key)?.version ?? 0)) newest.set(key, { version, delivery });
  }
  return [...newest].flatMap(([name, { version, delivery }]) => {
    const key = name as (typeof acknowledged)[number]['key'];
    if (deadLetters.has(key)) return [];
    const versions = held.get(key) ?? [];
    const deletions = (states.get(key) ?? []).filter(({ deleted }) => deleted);
    const ends = versions.length > 0 ? versions : deletions.map((state) => state.version);
    if (Math.max(0, ...ends) >= version) return [];
    const end = versions.length === 0 ? 'nothing' : `version ${Math.max(...versions)}`;
    return [`${key}: version ${version} was acknowledged (${delivery}), memory holds ${end}`];
  });
};

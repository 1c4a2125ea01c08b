import { type RecordKey } from '../../../src/crm/record-ref.js';
import { type Applied, type Check, statesByKey, type TrueState } from './history.js';

/**
 * I2. What is applied to a record never goes backwards, and nothing older than a deletion comes after it. The same
 * version may come twice: a document of an account changes with its children.
 */
export const neverBackwards: Check = ({ applied, truth }) => {
  const states = statesByKey(truth);
  const reached = new Map<RecordKey, number>();
  return applied.flatMap((step) => {
    const before = reached.get(step.key) ?? 0;
    const version = versionOf(step, before, states.get(step.key) ?? []);
    reached.set(step.key, Math.max(before, version));
    return version < before ? [`${step.key}: version ${version} came after ${before}`] : [];
  });
};

/** Of several deletions an empty place may stand for, the earliest: what came after that one may follow it. */
function versionOf(step: Applied, before: number, states: readonly TrueState[]): number {
  if (step.kind === 'put') return step.version;
  const deletion = states.find(
    ({ deleted, version, seq }) => deleted && version > before && seq < step.seq,
  );
  return deletion?.version ?? before;
}

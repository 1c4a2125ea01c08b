import { type RecordKey } from '../../../src/crm/record-ref.js';
import { type Check, type History, statesByKey } from './history.js';

/** I5. Memory is true within its time after the faults ended: one document per record, of its newest state. */
export const converged: Check = (history) => {
  const { convergedAfterMs, convergeWithinMs } = history;
  const untrue = untrueRecords(history);
  if (convergedAfterMs !== undefined && untrue.length === 0) return [];
  const examples = untrue.slice(0, 3).join('; ');
  return [`${untrue.length} records are not true after ${convergeWithinMs} ms: ${examples}`];
};

/** The records of which memory doesn't hold exactly the newest state, leaving out those that were given up. */
export function untrueRecords({
  truth,
  held,
  deadLetters,
}: Pick<History, 'truth' | 'held' | 'deadLetters'>): readonly string[] {
  const states = statesByKey(truth);
  const keys = new Set<RecordKey>([...states.keys(), ...held.keys()]);
  return [...keys].flatMap((key) => {
    if (deadLetters.has(key)) return [];
    const newest = states.get(key)?.at(-1);
    const wanted = newest === undefined || newest.deleted ? [] : [newest.version];
    const versions = held.get(key) ?? [];
    if (versions.length === wanted.length && versions[0] === wanted[0]) return [];
    return [`${key} holds [${versions.join(', ')}] instead of [${wanted.join(', ')}]`];
  });
}

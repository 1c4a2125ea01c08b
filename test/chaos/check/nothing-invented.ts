import { type RecordKey } from '../../../src/crm/record-ref.js';
import { type Check, statesByKey } from './history.js';

/**
 * I3. Nothing is applied that never was: every document shows a state that its record had by then, and a record's last
 * document goes only after the record was deleted.
 */
export const nothingInvented: Check = ({ applied, truth }) => {
  const states = statesByKey(truth);
  const shown = new Map<RecordKey, number>();
  return applied.flatMap((step) => {
    const past = (states.get(step.key) ?? []).filter(({ seq }) => seq < step.seq);
    if (step.kind === 'emptied') {
      const version = shown.get(step.key) ?? 0;
      const wasDeleted = past.some((state) => state.deleted && state.version > version);
      return wasDeleted ? [] : [`${step.key}: removed, but it was not deleted since ${version}`];
    }
    shown.set(step.key, step.version);
    const was = past.some(
      ({ version, nonce, deleted }) => version === step.version && nonce === step.nonce && !deleted,
    );
    return was ? [] : [`${step.key}: version ${step.version} (${step.nonce}) never was`];
  });
};

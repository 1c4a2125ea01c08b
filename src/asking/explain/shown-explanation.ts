import { type RecordExplanation } from './record-explanations.js';

/**
 * As much of an explanation as goes to those who may see a part of the CRM: whether a change is on its way, and nothing
 * of why it isn't there yet or of other records. Messages of errors can quote a value.
 */
export function shownExplanation(explanation: RecordExplanation): RecordExplanation {
  const { inMemory, version, behindSince, pending } = explanation;
  const held = inMemory
    ? `Memory holds version ${version ?? 'unknown'}`
    : 'Memory holds nothing of this record';
  const isPending = pending !== null || behindSince !== null;
  return {
    ...explanation,
    answer: `${held}, and ${isPending ? 'a change of it is on its way' : 'nothing is pending'}.`,
    ...{ requestId: null, parent: null, convertedInto: null, lastError: null, live: null },
    ...{ attempts: 0, outcome: null },
  };
}

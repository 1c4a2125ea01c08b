import { InvalidArgumentError } from 'commander';

import { isRecordId } from '../../crm/record-ref.js';

/** For commander: the id of a record. */
export function recordId(text: string): string {
  if (isRecordId(text)) return text;
  throw new InvalidArgumentError('It is not the id of a record.');
}

import { moduleFromName } from '../crm/modules.js';
import { isRecordId } from '../crm/record-ref.js';
import { passing } from '../kernel/shape.js';
import { type DeadLetterFilter } from '../queue/dead-letters/dead-letter-store.js';
import { countField, fieldsFrom, flagField } from './request-fields.js';

/** What a request about dead letters asks for. */
export interface DeadLetterRequest {
  readonly filter: DeadLetterFilter;
  readonly limit: number | undefined;
  readonly dryRun: boolean;
}

const mostLetters = 1_000_000;

const fields = {
  module: {
    shape: (value: unknown) => moduleFromName(value)?.module,
    says: 'must be the name of a module',
  },
  record_id: { shape: passing(isRecordId), says: 'must be the id of a record' },
  code: { shape: passing(isCode), says: 'must be the code of an error' },
  limit: countField(mostLetters),
  dry_run: flagField,
};

/** The request of a JSON body or of a query string. @throws BadRequestException naming each wrong field */
export function deadLetterRequestFrom(value: unknown = {}): DeadLetterRequest {
  const { module, record_id: id, code, limit, dry_run: dryRun = false } = fieldsFrom(value, fields);
  const filter = {
    ...(module === undefined ? {} : { module }),
    ...(id === undefined ? {} : { id }),
    ...(code === undefined ? {} : { code }),
  };
  return { filter, limit, dryRun };
}

function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z_.]{1,64}$/.test(value);
}

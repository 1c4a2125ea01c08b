import { BadRequestException } from '@nestjs/common';

import { moduleFromName } from '../crm/modules.js';
import { isRecordId } from '../crm/record-ref.js';
import { passing } from '../kernel/shape.js';
import { type DeadLetterFilter } from '../queue/dead-letters/dead-letter-store.js';
import { countField, fieldsFrom, flagField, type FieldValues } from './request-fields.js';

/** Which letters a request is about. */
interface ChosenLetters {
  readonly filter: DeadLetterFilter;
  readonly limit: number | undefined;
}

/** What is to be done with dead letters. */
export interface DeadLetterRequest extends ChosenLetters {
  readonly dryRun: boolean;
}

const mostLetters = 1_000_000;

const filterFields = {
  module: {
    shape: (value: unknown) => moduleFromName(value)?.module,
    says: 'must be the name of a module',
  },
  record_id: { shape: passing(isRecordId), says: 'must be the id of a record' },
  code: { shape: passing(isCode), says: 'must be the code of an error' },
  limit: countField(mostLetters),
};
type Given = Partial<FieldValues<typeof filterFields>>;
const deedFields = { ...filterFields, dry_run: flagField, all: flagField };

/** The letters that a query string names; all where it names none. @throws BadRequestException naming each wrong field */
export function listedLettersFrom(query: unknown): ChosenLetters {
  return chosenBy(fieldsFrom(query, filterFields));
}

/**
 * The request of a JSON body or of a query string. It names the letters, or says `all`: a request that lost its body
 * must not be about every letter. @throws BadRequestException naming each wrong field
 */
export function deadLetterRequestFrom(value: unknown = {}): DeadLetterRequest {
  const { dry_run: dryRun = false, all = false, ...given } = fieldsFrom(value, deedFields);
  const chosen = chosenBy(given);
  const isNarrowed = Object.keys(chosen.filter).length > 0;
  if (all === isNarrowed) {
    throw new BadRequestException([
      all
        ? 'all must not be given beside module, record_id or code'
        : 'module, record_id or code must name the dead letters; {"all":true} means every one',
    ]);
  }
  return { ...chosen, dryRun };
}

function chosenBy({ module, record_id: id, code, limit }: Given): ChosenLetters {
  const filter = {
    ...(module === undefined ? {} : { module }),
    ...(id === undefined ? {} : { id }),
    ...(code === undefined ? {} : { code }),
  };
  return { filter, limit };
}

function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z_.]{1,64}$/.test(value);
}

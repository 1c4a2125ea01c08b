import 'reflect-metadata';

import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { ValidateBy, validateSync } from 'class-validator';

import { isRecordId } from '../../crm/record-ref.js';
import { limits, overLimit, Problem } from './format.js';

const idRule = 'must be a string of 1 to 64 letters, digits, _ or - (a number would lose digits)';

/** A list of record ids with at least one in it; `what` begins the message. */
function IsRecordIds(what: string): PropertyDecorator {
  const validate = (value: unknown): boolean =>
    Array.isArray(value) && value.length > 0 && value.every(isRecordId);
  return ValidateBy(
    { name: 'isRecordIds', validator: { validate } },
    { message: `${what} ${idRule}` },
  );
}

/** The ids that Zoho's notification names. */
export class NotificationDto {
  @IsRecordIds('ids must be a non-empty list, and each id')
  readonly ids!: readonly string[];
}

/** The ids of the records that a body of the v2/v3 format carries. */
export class RecordsDto {
  @IsRecordIds('data must be a record or a non-empty list of records, and the id of each')
  readonly data!: readonly string[];
}

/** The id of the one record that a body of the generic format names. */
export class GenericDto {
  @IsRecordIds('record_id')
  readonly record_id!: readonly string[];
}

/** The ids of a list, each once, or what is wrong with them: checked as the property of the DTO that they stand for. */
export function idsFrom<Field extends 'ids' | 'data' | 'record_id'>(
  dto: ClassConstructor<Readonly<Record<Field, readonly string[]>>>,
  field: Field,
  list: readonly unknown[],
): readonly string[] | Problem {
  if (list.length > limits.records) return overLimit('records');
  // An object is no id, and the transformer would take its `constructor` for a class.
  const ids = list.map((id) => (typeof id === 'string' ? id : null));
  const told = plainToInstance(dto, { [field]: ids });
  const [error] = validateSync(told, { stopAtFirstError: true });
  if (error === undefined) return [...new Set(told[field])];
  return new Problem(field, Object.values(error.constraints ?? {}).join('; '));
}

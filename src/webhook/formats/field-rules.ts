import { ValidateBy } from 'class-validator';

import { moduleFromName, moduleNames } from '../../crm/modules.js';
import { isRecordId } from '../../crm/record-ref.js';
import { kindFrom, kindNames } from './format.js';
import { isJsonObject } from './plain-json.js';

function rule(
  name: string,
  message: string,
  validate: (value: unknown) => boolean,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate } }, { message: `$property ${message}` });
}

/** create, update, delete, restore, or the words Zoho uses for them. */
export function IsKind(): PropertyDecorator {
  return rule('isKind', `must be one of ${kindNames.join(', ')}`, (value) => {
    return kindFrom(value) !== undefined;
  });
}

/** The name of a module that exists; whether it is synced is checked apart, with the settings at hand. */
export function IsModuleName(): PropertyDecorator {
  return rule(
    'isModuleName',
    `must be one of ${moduleNames.join(', ')}`,
    (value) => moduleFromName(value) !== undefined,
  );
}

const idRule = 'must be a string of 1 to 64 letters, digits, _ or - (a number would lose digits)';

export function IsRecordId(): PropertyDecorator {
  return rule('isRecordId', idRule, isRecordId);
}

export function IsRecordIds(): PropertyDecorator {
  return rule(
    'isRecordIds',
    `must be a non-empty list, and each id ${idRule}`,
    (value) => Array.isArray(value) && value.length > 0 && value.every(isRecordId),
  );
}

/** A record or a list of records, each with an id. */
export function IsRecordData(): PropertyDecorator {
  return rule(
    'isRecordData',
    `must be a record or a non-empty list of records, and the id of each ${idRule}`,
    (value) => {
      const records: readonly unknown[] = Array.isArray(value) ? value : [value];
      return (
        records.length > 0 &&
        records.every((record) => isJsonObject(record) && isRecordId(record['id']))
      );
    },
  );
}

export function IsFieldNames(): PropertyDecorator {
  return rule(
    'isFieldNames',
    'must be a list of field names',
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  );
}

export function IsJsonObject(): PropertyDecorator {
  return rule('isJsonObject', 'must be an object', isJsonObject);
}

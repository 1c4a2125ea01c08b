import { BadRequestException } from '@nestjs/common';

import { moduleFromName } from '../crm/modules.js';
import { isRecordId } from '../crm/record-ref.js';
import { type DeadLetterFilter } from '../queue/dead-letters/dead-letters.js';

/** What a request about dead letters asks for. */
export interface DeadLetterRequest {
  readonly filter: DeadLetterFilter;
  readonly limit: number | undefined;
  readonly dryRun: boolean;
}

const mostLetters = 1_000_000;

interface Rule {
  readonly holds: (value: unknown) => boolean;
  readonly says: string;
}

const rules: Readonly<Record<string, Rule>> = {
  module: {
    holds: (value) => moduleFromName(value) !== undefined,
    says: 'must be the name of a module',
  },
  record_id: { holds: isRecordId, says: 'must be the id of a record' },
  code: { holds: isCode, says: 'must be the code of an error' },
  limit: {
    holds: (value) => wholeFrom(value) !== undefined,
    says: `must be a whole number from 1 to ${mostLetters}`,
  },
  dry_run: { holds: (value) => flagFrom(value) !== undefined, says: 'must be true or false' },
};

/**
 * The request of a JSON body or of a query string. A name that isn't known is an error: a misspelled filter must not
 * mean every letter. @throws BadRequestException naming each wrong field
 */
export function deadLetterRequestFrom(value: unknown = {}): DeadLetterRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadRequestException(['the body must be a JSON object']);
  }
  const problems = Object.entries(value).flatMap(([name, given]) => problemsWith(name, given));
  if (problems.length > 0) throw new BadRequestException(problems);
  const fields = value as Readonly<Record<string, unknown>>;
  const { record_id: id, code } = fields;
  const module = moduleFromName(fields['module'])?.module;
  const filter = {
    ...(module === undefined ? {} : { module }),
    ...(isRecordId(id) ? { id } : {}),
    ...(isCode(code) ? { code } : {}),
  };
  const dryRun = flagFrom(fields['dry_run']) === true;
  return { filter, limit: wholeFrom(fields['limit']), dryRun };
}

function problemsWith(name: string, value: unknown): readonly string[] {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule === undefined) {
    return [`${name.slice(0, 40)} is not known: use ${Object.keys(rules).join(', ')}`];
  }
  return rule.holds(value) ? [] : [`${name} ${rule.says}`];
}

function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z_.]{1,64}$/.test(value);
}

function wholeFrom(value: unknown): number | undefined {
  const isText = typeof value === 'string' && /^\d{1,9}$/.test(value);
  const number = isText ? Number(value) : value;
  const isWhole = typeof number === 'number' && Number.isInteger(number);
  return isWhole && number >= 1 && number <= mostLetters ? number : undefined;
}

function flagFrom(value: unknown): boolean | undefined {
  if (value === false || value === 'false') return false;
  return value === true || value === 'true' ? true : undefined;
}

import { BadRequestException } from '@nestjs/common';

import { isJsonObject } from '../kernel/json.js';
import { anything, type Shape } from '../kernel/shape.js';

/** A field of a request: how it is read, and what is answered where it can't be. */
export interface RequestField<T> {
  readonly shape: Shape<T>;
  readonly says: string;
}

/** A whole number from 1 to `most`, as JSON or a query string has it. */
export function countField(most: number): RequestField<number> {
  const shape = (value: unknown): number | undefined => {
    const isText = typeof value === 'string' && /^\d{1,9}$/.test(value);
    const count = isText ? Number(value) : value;
    const isWhole = typeof count === 'number' && Number.isInteger(count);
    return isWhole && count >= 1 && count <= most ? count : undefined;
  };
  return { shape, says: `must be a whole number from 1 to ${most}` };
}

/** True or false, as JSON or a query string has it. */
export const flagField: RequestField<boolean> = {
  shape: (value) => {
    if (value === false || value === 'false') return false;
    return value === true || value === 'true' ? true : undefined;
  },
  says: 'must be true or false',
};

/** A field that somebody else reads. */
export const anyField: RequestField<unknown> = { shape: anything, says: 'must have a value' };

/** The value of one field. @throws BadRequestException naming it where it is wrong */
export function fieldFrom<T>(name: string, value: unknown, { shape, says }: RequestField<T>): T {
  const read = shape(value);
  if (read === undefined) throw new BadRequestException([`${name} ${says}`]);
  return read;
}

/** The values that fields have once they are read. */
export type FieldValues<F> = {
  readonly [K in keyof F]: F[K] extends RequestField<infer T> ? T : never;
};

type Fields<T> = { readonly [K in keyof T]: RequestField<T[K]> };

/**
 * Those of the fields that a JSON body or a query string gives. A name that isn't known is an error: a misspelled filter
 * must not mean everything. @throws BadRequestException naming each wrong field
 */
export function fieldsFrom<T extends object>(value: unknown, fields: Fields<T>): Partial<T> {
  if (!isJsonObject(value)) throw new BadRequestException(['the body must be a JSON object']);
  const known = new Map(Object.entries<RequestField<unknown>>(fields));
  const read: Record<string, unknown> = {};
  const problems = Object.entries(value).flatMap(([name, given]) => {
    const field = known.get(name);
    if (field === undefined) {
      const use =
        known.size === 0 ? 'there is nothing to choose' : `use ${[...known.keys()].join(', ')}`;
      return [`${name.slice(0, 40)} is not known: ${use}`];
    }
    read[name] = field.shape(given);
    return read[name] === undefined ? [`${name} ${field.says}`] : [];
  });
  if (problems.length > 0) throw new BadRequestException(problems);
  return read as Partial<T>;
}

/** What a DELETE asks for, as JSON or in its query string. @throws BadRequestException for both, lest one be overlooked */
export function givenOnce(query: Readonly<Record<string, unknown>>, body: unknown): unknown {
  if (Object.keys(query).length === 0) return body;
  if (body === undefined) return query;
  throw new BadRequestException(['give it in the query string or in the body, not in both']);
}

import { validateSync } from 'class-validator';

import { type ChangeEvent, type ChangeKind } from '../../crm/change-event.js';

/** What a body says, or what is wrong with it, naming each wrong field. */
export type Reading =
  | { readonly status: 'read'; readonly changes: readonly ChangeEvent[] }
  | { readonly status: 'invalid'; readonly problems: readonly string[] };

/** A map: an object would know `constructor` too. */
const kinds: ReadonlyMap<string, ChangeKind> = new Map([
  ['create', 'create'],
  ['insert', 'create'],
  ['update', 'update'],
  ['edit', 'update'],
  ['delete', 'delete'],
  ['restore', 'restore'],
]);

export const kindNames: readonly string[] = [...kinds.keys()];

/** The kind that an operation's name means, in any case; undefined for an unknown one. */
export function kindFrom(operation: unknown): ChangeKind | undefined {
  return typeof operation === 'string' ? kinds.get(operation.toLowerCase()) : undefined;
}

export function invalid(...problems: readonly string[]): Reading {
  return { status: 'invalid', problems };
}

/** What class-validator finds wrong with a DTO, a line per field. */
export function problemsOf(dto: object): readonly string[] {
  return validateSync(dto, { stopAtFirstError: true }).flatMap((error) =>
    Object.values(error.constraints ?? {}),
  );
}

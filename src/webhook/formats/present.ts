import { ValidateIf } from 'class-validator';

/** Checks the property only where the body has it: `null` is a value here, and a wrong one. */
export function IfPresent(): PropertyDecorator {
  return ValidateIf((_dto: object, value: unknown) => value !== undefined);
}

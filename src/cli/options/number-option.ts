import { InvalidArgumentError } from 'commander';

/** For commander: 0, 1, 2 … */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

/** For commander: 1, 2, 3 … */
export function atLeastOne(text: string): number {
  const value = wholeNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be 1 or more.');
}

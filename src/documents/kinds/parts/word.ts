/** A picklist's value in lower case, to be compared with words; empty for what isn't a text. */
export function word(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}
